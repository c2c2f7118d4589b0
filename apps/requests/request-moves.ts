import type { Request } from '@fileonion/contract/requests';
import { etagOf } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import { editableRequest } from './request-access';
import type { RequestParts } from './request-service';
import { toRequest } from './request-view';
import type { StageRow } from './stage';
import { isOpen } from './stage-engine';
import { withStage } from './stage-names';

/** Moves requests from stage to stage, as people do. */
export function createRequestMoves(parts: Pick<RequestParts, 'unitOfWork' | 'requests' | 'writer' | 'clients' | 'stages' | 'moves'>) {
  const { unitOfWork, requests, writer, clients, stages, moves } = parts;
  return {
    /** Moves a request to the stage that `target` picks; to the one that it is in, without effect. */
    async move(ctx: RequestContext, requestId: string, target: (known: StageRow[]) => string): Promise<{ request: Request }> {
      const { organizationId, role } = ctx.principal;
      const known = await stages.stagesOf(organizationId);
      return unitOfWork(ctx, async (tx) => {
        const before = await editableRequest(requests, ctx, requestId, tx);
        const names = await withStage(stages, known, tx, before);
        const to = target(known);
        if (to === before.stageId) return shown(before);
        const stage = await moves.checkMove(tx, organizationId, { from: before.stageId, to, role });
        // Whoever opens a request again and whoever deletes its client must not miss each other.
        if (before.clientId && !before.open && isOpen(stage.key)) await clients.touchClient(organizationId, tx, before.clientId);
        const after = { ...before, stageId: stage._id, stageKey: stage.key };
        const withTarget = new Map([...names, [stage._id, stage]]);
        return shown(await writer.change(tx, before, after, withTarget), withTarget);

        function shown(row: typeof before, shownNames: typeof names = names): { request: Request } {
          ctx.reply.etag = etagOf(row.version);
          return { request: toRequest(row, shownNames, tx.now) };
        }
      });
    },
  };
}
