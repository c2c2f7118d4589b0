import {
  Grant,
  GrantsServiceService,
  ListMyGrantsResponse,
  Permission,
  SharedRequest,
  Visibility,
  type ListGrantsRequest,
} from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import { createMetrics, rpcService, startRpcServer } from '@fileonion/service-kit';
import { silentLogger } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';

/** A request as the requests service would judge it for every caller. */
export interface StubbedRequest {
  id: string;
  title: string;
  visibility: Visibility;
  canView: boolean;
  canEdit: boolean;
}

/** Stands in for the requests service: its requests and grants are what a test says. */
export async function startGrantsStub() {
  const requests = new Map<string, StubbedRequest>();
  const grants: Grant[] = [];
  const calls: { idempotencyKey?: string; ifMatch?: string }[] = [];

  function editable(id: string): StubbedRequest {
    const request = requests.get(id);
    if (!request?.canView) throw new AppError('not_found');
    if (!request.canEdit) throw new AppError('permission_denied');
    return request;
  }

  const service = rpcService(GrantsServiceService, {
    async putGrant(ctx, { requestId, userId, teamId, permission }) {
      calls.push({ idempotencyKey: ctx.idempotency?.key });
      if (editable(requestId).visibility === Visibility.PRIVATE) throw new AppError('resource_private');
      const present = grants.find(
        (grant) => grant.requestId === requestId && grant.userId === userId && grant.teamId === teamId,
      );
      ctx.reply.existed = present !== undefined;
      if (present) return { grant: Object.assign(present, { permission }) };
      const now = new Date();
      const createdBy = ctx.principal.userId;
      const grant = Grant.fromPartial({
        id: uuidv7(),
        requestId,
        userId,
        teamId,
        permission,
        createdBy,
        createdAt: now,
        updatedAt: now,
      });
      grants.push(grant);
      return { grant };
    },

    async listGrants(_ctx, request) {
      editable(request.requestId);
      return { grants: selected(grants, request) };
    },

    async deleteGrant(ctx, { grantId }) {
      calls.push({ ifMatch: ctx.ifMatch });
      const index = grants.findIndex(({ id }) => id === grantId);
      if (index < 0) throw new AppError('not_found');
      return { grant: grants.splice(index, 1)[0] };
    },

    async listMyGrants(ctx) {
      const mine = grants.filter(
        ({ userId, teamId }) => userId === ctx.principal.userId || ctx.principal.teamIds.includes(teamId ?? ''),
      );
      const rows = mine.map((grant) => ({ grant, title: requests.get(grant.requestId)?.title ?? '' }));
      return ListMyGrantsResponse.fromPartial({ grants: rows, page: { limit: 50 } });
    },

    async checkAccess(_ctx, { requestId }) {
      const request = requests.get(requestId);
      const { canView = false, canEdit = false, visibility = Visibility.UNSPECIFIED, title = '' } = request ?? {};
      return { canView, canEdit, visibility, title };
    },

    async getSharedRequest(_ctx, { requestId }) {
      const request = requests.get(requestId);
      if (!request) throw new AppError('not_found');
      if (request.visibility === Visibility.PRIVATE) return { asleep: true, request: undefined };
      return { asleep: false, request: SharedRequest.fromPartial({ id: request.id, title: request.title }) };
    },
  });

  const server = await startRpcServer({
    config: { HOST: '127.0.0.1', PORT: 0 },
    services: [service],
    logger: silentLogger,
    metrics: createMetrics({ service: 'stub' }),
  });
  return {
    address: server.address,
    stop: () => server.stop(),
    /** What the calls that change grants carried. */
    calls,
    grants,
    aRequest(parts: Partial<StubbedRequest> = {}): StubbedRequest {
      const request = {
        id: uuidv7(),
        title: 'Tax papers',
        visibility: Visibility.TENANT,
        canView: true,
        canEdit: true,
        ...parts,
      };
      requests.set(request.id, request);
      return request;
    },
    deleteRequest: ({ id }: StubbedRequest) => void requests.delete(id),
    aGrant(parts: Partial<Grant> & Pick<Grant, 'requestId'>): Grant {
      const now = new Date();
      const grant = Grant.fromPartial({
        id: uuidv7(),
        userId: uuidv7(),
        permission: Permission.VIEW,
        createdAt: now,
        updatedAt: now,
        ...parts,
      });
      grants.push(grant);
      return grant;
    },
  };
}

function selected(grants: Grant[], request: ListGrantsRequest): Grant[] {
  const { requestId, ascending, limit, behindCreatedAt, behindId, createdAfter } = request;
  const sign = ascending ? 1 : -1;
  const order = (one: { createdAt?: Date; id: string }, other: { createdAt?: Date; id: string }) =>
    sign *
    (one.createdAt!.getTime() - other.createdAt!.getTime() || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  return grants
    .filter((grant) => grant.requestId === requestId)
    .filter(({ createdAt }) => !createdAfter || createdAt! > createdAfter)
    .filter((grant) => !behindId || order(grant, { createdAt: behindCreatedAt, id: behindId }) > 0)
    .sort(order)
    .slice(0, limit);
}
