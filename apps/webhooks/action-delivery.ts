import { sampleOf } from '@fileonion/contract';
import { ActionDelivery } from '@fileonion/contract/webhooks';
import type { Tx } from '@fileonion/mongo';
import type { ActionRow } from './action';
import { actionBody, requestType } from './action-body';
import { newTestDelivery, shown, type DeliveryRow } from './delivery';

/** What a test call has: it is about a request that is made up. */
export function newActionTest(action: ActionRow, tx: Tx, dueAt: Date) {
  const body = actionBody(action, sampleOf(requestType));
  return { ...newTestDelivery({ kind: 'action', targetId: action._id }, tx, dueAt), body, asked: true };
}

/** An action's delivery as the API shows it. */
export function toActionDelivery(row: DeliveryRow): ActionDelivery {
  return ActionDelivery.fromPartial({ ...shown(row), actionId: row.targetId, requestId: row.aggregateId || undefined });
}
