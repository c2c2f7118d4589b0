import { EventType } from '@fileonion/contract/events';
import { ReviewDecision, type ReviewItemRequest } from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import type { Tx } from '@fileonion/mongo';
import { uuidv7 } from 'uuidv7';
import type { CommentRepository } from './comment-repository';
import { reviewedItem, type ItemRow } from './item';
import type { ItemOutcome } from './item-changes';
import type { RequestFact } from './request-facts';

/** What a review makes of an item. Its reason becomes a comment, also where the item had been decided so already. */
export async function reviewItem(
  { comments }: { comments: CommentRepository },
  tx: Tx,
  before: ItemRow,
  { requestId, decision, reason }: ReviewItemRequest,
): Promise<ItemOutcome> {
  const declined = decision === ReviewDecision.DECLINED;
  if (declined && reason === undefined) {
    throw AppError.validation([{ pointer: '/reason', code: 'required', detail: 'Declining needs a reason.' }]);
  }
  const item = reviewedItem(before, decision, tx.now);
  const deeds = deedOf(declined ? EventType.REQUEST_ITEM_DECLINED : EventType.REQUEST_ITEM_APPROVED, before);
  if (reason === undefined) return { item, deeds };
  const { organizationId, userId: createdBy } = tx.ctx.principal;
  const fields = { requestId, itemId: item.id, body: reason, createdBy };
  const comment = await comments.insert(organizationId, tx, uuidv7(), fields);
  return { item, deeds, said: { type: EventType.REQUEST_COMMENT_CREATED, itemId: item.id, comment } };
}

/** What is told of something that was done to an item. */
export function deedOf(type: RequestFact['type'], { id: itemId }: ItemRow): { facts: RequestFact[] } {
  return { facts: [{ type, itemId }] };
}
