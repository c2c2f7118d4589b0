import {
  GrantsServiceService,
  Permission,
  Visibility,
  type DeleteGrantResponse,
  type PutGrantRequest,
  type PutGrantResponse,
} from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import { checkIfMatch, etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { canEdit, canSee, sharesAwake } from './access';
import { toGrant, type Grantee } from './grant';
import type { GrantRepository } from './grant-repository';
import type { GrantWriter } from './grant-writer';
import type { LookedUp, References } from './references';
import { editableRequest } from './request-access';
import type { RequestRepository } from './request-repository';
import { requireTeams } from './request-rules';
import { toSharedRequest } from './request-view';
import { namesOf } from './stage-names';
import type { StageRepository } from './stage-repository';

interface Parts {
  unitOfWork: UnitOfWork;
  requests: RequestRepository;
  grants: GrantRepository;
  grantWriter: GrantWriter;
  stages: StageRepository;
  references: References;
}

/** Serves grants to the shares service. */
export function grantService(parts: Parts): RpcService {
  const { requests, grants, stages } = parts;
  return rpcService(GrantsServiceService, {
    putGrant: (ctx, request) => put(parts, ctx, request),

    async listGrants(ctx, request) {
      await editableRequest(requests, ctx, request.requestId);
      const rows = await grants.ofRequest(ctx.principal.organizationId, request);
      return { grants: rows.map(toGrant) };
    },

    deleteGrant: (ctx, { grantId }) => parts.unitOfWork(ctx, (tx) => remove(parts, tx, grantId)),

    async listMyGrants(ctx, request) {
      const { rows, page } = await grants.pageOfMine(ctx, request);
      const titles = await requests.titles(
        ctx.principal.organizationId,
        rows.map(({ requestId }) => requestId),
      );
      return { grants: rows.map((row) => ({ grant: toGrant(row), title: titles.get(row.requestId) ?? '' })), page };
    },

    async checkAccess(ctx, { requestId }) {
      const row = await requests.find(ctx.principal.organizationId, requestId);
      if (!row || !canSee(ctx.principal, row))
        return { canView: false, canEdit: false, visibility: Visibility.UNSPECIFIED, title: '' };
      return { canView: true, canEdit: canEdit(ctx.principal, row), visibility: row.visibility, title: row.title };
    },

    async getSharedRequest(_ctx, { organizationId, requestId }) {
      const row = await requests.find(organizationId, requestId);
      if (!row) throw new AppError('not_found');
      if (!sharesAwake(row.visibility)) return { asleep: true, request: undefined };
      const names = namesOf(await stages.stagesOf(organizationId));
      return { asleep: false, request: toSharedRequest(row, names, new Date()) };
    },
  });
}

async function put(parts: Parts, ctx: RequestContext, request: PutGrantRequest): Promise<PutGrantResponse> {
  const grantee = granteeOf(request);
  const lookUp = () => parts.references.lookUp(ctx, [{ pointer: `/${grantee.kind}Id`, ...grantee }]);
  const id = uuidv7();
  const { userId: createdBy } = ctx.principal;
  const permission = request.permission === Permission.UNSPECIFIED ? Permission.VIEW : request.permission;
  return parts.unitOfWork(ctx, lookUp, async (tx, lookedUp) => {
    const target = await editableRequest(parts.requests, ctx, request.requestId, tx);
    if (!sharesAwake(target.visibility))
      throw new AppError('resource_private', 'A private request takes no shares; change its visibility first.');
    const before = await parts.grants.findOf(target.organizationId, tx, target._id, grantee);
    if (!before) await requireGrantable(parts, tx, grantee, lookedUp);
    const row = await parts.grantWriter.put(tx, target, { id, grantee, permission, createdBy }, before);
    Object.assign(ctx.reply, { existed: before !== undefined, etag: etagOf(row.version) });
    return { grant: toGrant(row) };
  });
}

async function remove({ requests, grants, grantWriter }: Parts, tx: Tx, grantId: string): Promise<DeleteGrantResponse> {
  const row = await grants.get(tx.ctx.principal.organizationId, grantId, tx);
  const request = await editableRequest(requests, tx.ctx, row.requestId, tx);
  checkIfMatch(tx.ctx, row.version);
  await grantWriter.remove(tx, request, row);
  return { grant: toGrant(row) };
}

/** What only a new grant needs: one that is there stays, whatever the plan, and may be changed. */
async function requireGrantable({ references }: Parts, tx: Tx, grantee: Grantee, lookedUp: LookedUp): Promise<void> {
  if (grantee.kind === 'team') requireTeams(tx.ctx.principal);
  const faults = await references.faults(tx.ctx.principal.organizationId, tx, lookedUp);
  if (faults.length > 0) throw AppError.validation(faults);
}

function granteeOf({ userId, teamId }: PutGrantRequest): Grantee {
  if ((userId === undefined) === (teamId === undefined)) {
    throw AppError.validation([
      { pointer: '/userId', code: 'invalid_value', detail: 'A grant names either a user or a team.' },
    ]);
  }
  return userId === undefined ? { kind: 'team', id: teamId! } : { kind: 'user', id: userId };
}
