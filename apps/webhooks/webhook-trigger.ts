import { newDelivery } from './delivery';
import type { Trigger } from './fan-out';
import type { WebhookRepository } from './webhook-repository';

/** Queues an event for the webhooks that subscribe to it. */
export function webhookTrigger(webhooks: WebhookRepository): Trigger {
  return async (tx, { organizationId }, kept, dueAt) => {
    const ids = await webhooks.subscribedTo(organizationId, tx, kept.name, kept.occurredAt);
    return ids.map((targetId) => newDelivery(kept, { kind: 'webhook', targetId }, dueAt));
  };
}
