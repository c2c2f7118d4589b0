import type { UpdateRequestRequest, UpdateRequestResponse } from '@fileonion/contract/requests';
import { checkIfMatch } from '@fileonion/mongo';
import { maskedFields, type RequestContext } from '@fileonion/service-kit';
import { changedFields, requestFieldNames, withFields } from './request';
import { editableRequest } from './request-access';
import { referencesOf, requireSound } from './request-checks';
import type { RequestParts } from './request-parts';
import { shownRequest } from './request-reply';
import { requireFeatures } from './request-rules';
import { withStage } from './stage-names';

/** Changes the fields that a call names. */
export async function updateRequest(
  parts: RequestParts,
  ctx: RequestContext,
  request: UpdateRequestRequest,
): Promise<UpdateRequestResponse> {
  const { requests, stages, writer, grantWriter, references } = parts;
  const { organizationId } = ctx.principal;
  const known = await stages.stagesOf(organizationId);
  const named = referencesOf(maskedFields(request, requestFieldNames));
  const { existing } = await references.lookUp(ctx, named);
  return parts.unitOfWork(ctx, async (tx) => {
    const before = await editableRequest(requests, ctx, request.requestId, tx);
    checkIfMatch(ctx, before.version);
    const changed = changedFields(before, request);
    const after = withFields(before, changed);
    requireFeatures(ctx.principal, before, after);
    // Only what changes is judged: what is stored already may name someone who is suspended by now.
    const lookedUp = { references: referencesOf(changed), existing };
    await requireSound(parts, tx, { before, after, lookedUp });
    const names = await withStage(stages, known, tx, before);
    const row = await writer.change(tx, before, after, names);
    if (row.visibility !== before.visibility) await grantWriter.wakeOrRest(tx, row);
    return shownRequest(ctx, row, names);
  });
}
