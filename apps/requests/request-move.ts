import type { Request } from '@fileonion/contract/requests';
import type { RequestContext } from '@fileonion/service-kit';
import { editableRequest } from './request-access';
import type { RequestParts } from './request-parts';
import { shownRequest } from './request-reply';
import type { StageRow } from './stage';
import { isOpen } from './stage-engine';
import { withStage } from './stage-names';

/** Moves a request to the stage that `target` picks, as a person does; to the one that it is in, without effect. */
export async function moveRequest(
  { unitOfWork, requests, writer, clients, stages, moves }: RequestParts,
  ctx: RequestContext,
  requestId: string,
  target: (known: StageRow[]) => string,
): Promise<{ request: Request }> {
  const { organizationId, role } = ctx.principal;
  const known = await stages.stagesOf(organizationId);
  return unitOfWork(ctx, async (tx) => {
    const before = await editableRequest(requests, ctx, requestId, tx);
    const names = await withStage(stages, known, tx, before);
    const to = target(known);
    if (to === before.stageId) return shownRequest(ctx, before, names);
    const stage = await moves.checkMove(tx, organizationId, { from: before.stageId, to, role });
    // Whoever opens a request again and whoever deletes its client must not miss each other.
    const opens = !before.open && isOpen(stage.key);
    const isThere = opens && before.clientId && (await clients.touchClient(organizationId, tx, before.clientId));
    const clientId = opens && !isThere ? undefined : before.clientId;
    const after = { ...before, clientId, stageId: stage._id, stageKey: stage.key };
    const namesAfter = new Map([...names, [stage._id, stage]]);
    return shownRequest(ctx, await writer.change(tx, before, after, namesAfter), namesAfter);
  });
}
