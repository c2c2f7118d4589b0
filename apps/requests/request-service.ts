import { RequestsServiceService, type DeleteRequestResponse } from '@fileonion/contract/requests';
import { checkIfMatch, type Tx } from '@fileonion/mongo';
import { rpcService, type RpcService } from '@fileonion/service-kit';
import { editableRequest, visibleRequest } from './request-access';
import { createRequest } from './request-creation';
import { moveRequest } from './request-move';
import type { RequestParts } from './request-parts';
import { shownRequest } from './request-reply';
import { updateRequest } from './request-update';
import { toSummary } from './request-view';
import type { StageRow } from './stage';
import { defaultStage, namesFor, namesOf, withStage } from './stage-names';

/** Serves requests. */
export function requestService(parts: RequestParts): RpcService {
  const { requests, stages, unitOfWork } = parts;
  return rpcService(RequestsServiceService, {
    async listRequests(ctx, request) {
      const { organizationId } = ctx.principal;
      const known = await stages.stagesOf(organizationId);
      const { rows, page } = await requests.page(ctx, request, stageIdOf(known, request.stage));
      const names = await namesFor(stages, organizationId, known, rows);
      return { requests: rows.map((row) => toSummary(row, names, new Date())), page };
    },

    async getRequest(ctx, { requestId }) {
      const row = await visibleRequest(requests, ctx, requestId);
      return shownRequest(ctx, row, namesOf(await stages.stagesOf(row.organizationId)));
    },

    createRequest: (ctx, request) => createRequest(parts, ctx, request),
    updateRequest: (ctx, request) => updateRequest(parts, ctx, request),

    async deleteRequest(ctx, { requestId }) {
      const known = await stages.stagesOf(ctx.principal.organizationId);
      return unitOfWork(ctx, (tx) => remove(parts, tx, requestId, known));
    },

    transitionRequest: (ctx, { requestId, stageId }) => moveRequest(parts, ctx, requestId, () => stageId),

    archiveRequest: (ctx, { requestId }) =>
      moveRequest(parts, ctx, requestId, (known) => defaultStage(known, 'archived')._id),
  });
}

async function remove(parts: RequestParts, tx: Tx, id: string, known: StageRow[]): Promise<DeleteRequestResponse> {
  const { requests, grantWriter, comments, writer, stages } = parts;
  const row = await editableRequest(requests, tx.ctx, id, tx);
  checkIfMatch(tx.ctx, row.version);
  await grantWriter.removeOfRequest(tx, row);
  await comments.removeOfRequest(row.organizationId, tx, id);
  await writer.remove(tx, row, await withStage(stages, known, tx, row));
  return { deleted: { id, deleted: true } };
}

/** A stage that the list has not leads to an empty page. */
function stageIdOf(stages: StageRow[], idOrKey: string | undefined): string | undefined {
  return stages.find(({ _id, key }) => _id === idOrKey || (key !== undefined && key === idOrKey))?._id ?? idOrKey;
}
