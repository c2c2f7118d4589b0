import type { CreateRequestRequest, CreateRequestResponse } from '@fileonion/contract/requests';
import type { Violation } from '@fileonion/errors';
import type { RequestContext } from '@fileonion/service-kit';
import { timeOfId } from '@fileonion/mongo';
import { uuidv7 } from 'uuidv7';
import { tooMuchText } from './item';
import { newFields, newRequest } from './request';
import { referencesOf, requireSound } from './request-checks';
import type { RequestParts } from './request-parts';
import { shownRequest } from './request-reply';
import { requireFeatures } from './request-rules';
import { defaultStage, namesOf } from './stage-names';

/** Creates a request in the stage Sent. */
export async function createRequest(
  parts: RequestParts,
  ctx: RequestContext,
  request: CreateRequestRequest,
): Promise<CreateRequestResponse> {
  const { references, stages, unitOfWork, writer } = parts;
  const { organizationId, userId: createdBy } = ctx.principal;
  const fields = newFields(request);
  const known = await stages.stagesOf(organizationId);
  const prepare = () => references.lookUp(ctx, referencesOf(fields));

  return unitOfWork(ctx, prepare, async (tx, lookedUp) => {
    requireFeatures(ctx.principal, undefined, fields);
    await requireSound(parts, tx, { before: undefined, after: fields, lookedUp, faults: itemFaults(request) });
    const { _id: stageId } = defaultStage(known, 'sent');
    // The id tells the time of creation. Made any earlier, who polls for what is newer would miss the request.
    const id = uuidv7();
    const { items } = request;
    const itemIds = items.map(() => uuidv7());
    const state = newRequest(fields, { stageId, createdBy, items, itemIds, now: timeOfId(id) });
    return shownRequest(ctx, await writer.create(tx, id, state, namesOf(known)), namesOf(known));
  });
}

function itemFaults({ items }: CreateRequestRequest): Violation[] {
  if (!tooMuchText(items)) return [];
  return [{ pointer: '/items', code: 'too_long', detail: 'All items together hold at most 256 KiB of text.' }];
}
