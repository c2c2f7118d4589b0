import { EventType, Event } from '@fileonion/contract/events';
import { ReplaySelection, Webhook, type ReplayWebhookRequest } from '@fileonion/contract/webhooks';
import type { Tx } from '@fileonion/mongo';
import { uuidv7 } from 'uuidv7';
import { newTestDelivery, type DeliveryRow } from './delivery';
import { eventBody } from './event-body';
import { namesOf } from './event-pattern';
import { toWebhook, type WebhookRow } from './webhook';
import type { WebhookParts } from './webhook-parts';

/** Queues a test call. Its event is sent to nobody else, and never again by a replay. */
export async function queuePing(
  { deliveries, targets, now, wake }: WebhookParts,
  tx: Tx,
  webhook: WebhookRow,
): Promise<DeliveryRow> {
  const { organizationId, _id: targetId } = webhook;
  const test = newTestDelivery({ kind: 'webhook', targetId }, tx, now());
  const shown = toWebhook(webhook, await targets.find(organizationId, targetId, tx));
  const event = Event.fromPartial({
    id: test.eventId,
    organizationId,
    occurredAt: tx.now,
    type: EventType.PING,
    resourceType: 'fileonion.webhooks.v2.Webhook',
    resource: Webhook.encode(shown).finish(),
  });
  const delivery = await deliveries.insert(organizationId, tx, uuidv7(), { ...test, body: eventBody(event) });
  await targets.markWithin(organizationId, tx, targetId, now());
  tx.afterCommit(wake);
  return delivery;
}

/** Has events queued again. @returns how many there will be. */
export async function queueEventsAgain(
  parts: WebhookParts,
  tx: Tx,
  webhook: WebhookRow,
  request: ReplayWebhookRequest,
): Promise<number> {
  const { deliveries, keptEvents, replays, wakeReplayer } = parts;
  const { organizationId, _id: targetId } = webhook;
  const { since, only = ReplaySelection.ALL } = request;
  const names = namesOf(webhook.events);
  const span = { names, since: since!, storedUntil: tx.now };
  const count =
    only === ReplaySelection.FAILED
      ? await deliveries.countFailed(organizationId, tx, { targetId, ...span })
      : await keptEvents.count(organizationId, tx, span);
  if (count) await replays.insert(organizationId, tx, uuidv7(), { webhookId: targetId, only, ...span });
  tx.afterCommit(wakeReplayer);
  return count;
}
