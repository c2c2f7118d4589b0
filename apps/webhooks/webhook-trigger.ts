import type { Tx } from '@fileonion/mongo';
import { newDelivery } from './delivery';
import type { Trigger } from './fan-out';
import type { Subscribed, WebhookRepository } from './webhook-repository';

/** Queues an event for the webhooks that subscribe to it and were there when it happened. */
export function webhookTrigger(webhooks: WebhookRepository): Trigger {
  // The events of a transaction see the same subscriptions, and often are of the same type.
  const seen = new WeakMap<Tx, Map<string, Promise<Subscribed[]>>>();

  function subscribedTo(tx: Tx, organizationId: string, name: string): Promise<Subscribed[]> {
    const known = seen.get(tx) ?? new Map<string, Promise<Subscribed[]>>();
    seen.set(tx, known);
    const key = `${organizationId} ${name}`;
    const found = known.get(key) ?? webhooks.subscribedTo(organizationId, tx, name);
    known.set(key, found);
    return found;
  }

  return async (tx, { organizationId }, { name, occurredAt, ...kept }, dueAt) => {
    const subscribed = await subscribedTo(tx, organizationId, name);
    const old = subscribed.filter(({ createdAt }) => createdAt <= occurredAt);
    return old.map(({ _id }) => newDelivery({ ...kept, name, occurredAt }, { kind: 'webhook', targetId: _id }, dueAt));
  };
}
