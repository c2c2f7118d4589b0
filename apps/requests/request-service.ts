import {
  RequestsServiceService,
  type CreateRequestRequest,
  type CreateRequestResponse,
  type DeleteRequestResponse,
  type Request,
  type UpdateRequestRequest,
} from '@fileonion/contract/requests';
import { AppError, type Violation } from '@fileonion/errors';
import { checkIfMatch, etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import type { ClientRepository } from './client-repository';
import type { CommentRepository } from './comment-repository';
import type { GrantWriter } from './grant-writer';
import { tooMuchText } from './item';
import type { LookedUp, Reference, References } from './references';
import { changedFields, newFields, newRequest, withFields, type RequestFields, type RequestRow, type RequestState } from './request';
import { editableRequest, visibleRequest } from './request-access';
import { createRequestMoves } from './request-moves';
import type { RequestRepository } from './request-repository';
import { fieldFaults, requireFeatures } from './request-rules';
import { toRequest, toSummary, type StageNames } from './request-view';
import type { RequestWriter } from './request-writer';
import { defaultStage, namesFor, namesOf, withStage } from './stage-names';
import type { StageMoves } from './stage-move';
import type { StageRow } from './stage';
import type { StageRepository } from './stage-repository';

/** What requests are served with. */
export interface RequestParts {
  unitOfWork: UnitOfWork;
  requests: RequestRepository;
  writer: RequestWriter;
  comments: CommentRepository;
  clients: ClientRepository;
  stages: StageRepository;
  moves: StageMoves;
  grantWriter: GrantWriter;
  references: References;
}

/** Serves requests. */
export function requestsService(parts: RequestParts): RpcService {
  const { requests, stages } = parts;
  const moves = createRequestMoves(parts);
  return rpcService(RequestsServiceService, {
    async listRequests(ctx, request) {
      const known = await stages.stagesOf(ctx.principal.organizationId);
      const named = request.stage === undefined ? undefined : stageIdOf(known, request.stage);
      const { rows, page } = await requests.page(ctx, request, named);
      const names = await namesFor(stages, ctx.principal.organizationId, known, rows);
      return { requests: rows.map((row) => toSummary(row, names, new Date())), page };
    },

    async getRequest(ctx, { requestId }) {
      const row = await visibleRequest(requests, ctx, requestId);
      return { request: shown(ctx, row, namesOf(await stages.stagesOf(row.organizationId))) };
    },

    createRequest: (ctx, request) => create(parts, ctx, request),
    updateRequest: (ctx, request) => update(parts, ctx, request),

    async deleteRequest(ctx, { requestId }) {
      const known = await stages.stagesOf(ctx.principal.organizationId);
      return parts.unitOfWork(ctx, (tx) => remove(parts, tx, requestId, known));
    },

    transitionRequest: (ctx, { requestId, stageId }) => moves.move(ctx, requestId, () => stageId),
    archiveRequest: (ctx, { requestId }) => moves.move(ctx, requestId, (known) => defaultStage(known, 'archived')._id),
  });
}

async function create(parts: RequestParts, ctx: RequestContext, request: CreateRequestRequest): Promise<CreateRequestResponse> {
  const { organizationId, userId: createdBy } = ctx.principal;
  const fields = newFields(request);
  const known = await parts.stages.stagesOf(organizationId);
  const lookedUp = await parts.references.lookUp(ctx, referencesOf(fields));
  const id = uuidv7();
  const itemIds = request.items.map(() => uuidv7());
  return parts.unitOfWork(ctx, async (tx) => {
    requireFeatures(ctx.principal, undefined, fields);
    const tooLarge = tooMuchText(request.items) ? [{ pointer: '/items', code: 'too_long', detail: 'All items together hold at most 256 KiB of text.' }] : [];
    await requireSound(parts, tx, { before: undefined, after: fields, lookedUp, faults: tooLarge });
    const { _id: stageId } = defaultStage(known, 'sent');
    const state = newRequest(fields, { stageId, createdBy, items: request.items, itemIds, now: tx.now });
    const row = await parts.writer.create(organizationId, tx, id, state, namesOf(known));
    return { request: shown(ctx, row, namesOf(known)) };
  });
}

async function update(parts: RequestParts, ctx: RequestContext, request: UpdateRequestRequest): Promise<{ request: Request }> {
  const { organizationId } = ctx.principal;
  const known = await parts.stages.stagesOf(organizationId);
  // Only what changes is looked up: what is stored already may name someone who is suspended by now.
  const earlier = await parts.requests.find(organizationId, request.requestId);
  const lookedUp = await parts.references.lookUp(ctx, earlier ? referencesOf(changedFields(earlier, request)) : []);
  return parts.unitOfWork(ctx, async (tx) => {
    const before = await editableRequest(parts.requests, ctx, request.requestId, tx);
    checkIfMatch(ctx, before.version);
    const after = withFields(before, changedFields(before, request));
    requireFeatures(ctx.principal, before, after);
    await requireSound(parts, tx, { before, after, lookedUp });
    const names = await withStage(parts.stages, known, tx, before);
    const row = await parts.writer.change(tx, before, after, names);
    if (row.visibility !== before.visibility) await parts.grantWriter.wakeOrRest(tx, row);
    return { request: shown(ctx, row, names) };
  });
}

async function remove(parts: RequestParts, tx: Tx, id: string, known: StageRow[]): Promise<DeleteRequestResponse> {
  const row = await editableRequest(parts.requests, tx.ctx, id, tx);
  checkIfMatch(tx.ctx, row.version);
  await parts.grantWriter.removeOfRequest(tx, row);
  await parts.comments.removeOfRequest(row.organizationId, tx, id);
  await parts.writer.remove(tx, row, await withStage(parts.stages, known, tx, row));
  return { deleted: { id, deleted: true } };
}

interface Check {
  before: RequestState | undefined;
  after: RequestFields;
  lookedUp: LookedUp;
  faults?: Violation[];
}

/** Refuses what contradicts itself or names what is not there, all at once. */
async function requireSound({ references, clients }: RequestParts, tx: Tx, { before, after, lookedUp, faults = [] }: Check): Promise<void> {
  const { organizationId } = tx.ctx.principal;
  const found = [...faults, ...fieldFaults(after), ...(await references.faults(organizationId, tx, lookedUp))];
  if (after.clientId !== undefined && after.clientId !== before?.clientId && !(await clients.touchClient(organizationId, tx, after.clientId))) {
    found.push({ pointer: '/clientId', code: 'not_found', detail: 'The organization has no such client.' });
  }
  if (found.length > 0) throw AppError.validation(found);
}

function referencesOf({ assigneeUserId, assigneeTeamId }: Partial<RequestFields>): Reference[] {
  return [
    ...(assigneeUserId === undefined ? [] : [{ pointer: '/assigneeUserId', kind: 'user' as const, id: assigneeUserId }]),
    ...(assigneeTeamId === undefined ? [] : [{ pointer: '/assigneeTeamId', kind: 'team' as const, id: assigneeTeamId }]),
  ];
}

/** A stage that the list has not leads to an empty page. */
function stageIdOf(stages: StageRow[], idOrKey: string): string {
  return stages.find(({ _id, key }) => _id === idOrKey || key === idOrKey)?._id ?? idOrKey;
}

function shown(ctx: RequestContext, row: RequestRow, names: StageNames): Request {
  ctx.reply.etag = etagOf(row.version);
  return toRequest(row, names, new Date());
}
