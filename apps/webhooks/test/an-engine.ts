import { createMetrics, systemContext } from '@fileonion/service-kit';
import { silentLogger } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import type { WebhooksConfig } from '../config';
import { newTestDelivery, type DeliveryRow } from '../delivery';
import { createDeliveryMetrics } from '../delivery-metrics';
import type { DueDelivery } from '../delivery-queue';
import { startEngine } from '../engine';
import type { OutgoingAnswer } from '../outgoing-answer';
import type { Sender } from '../sender';
import { openStore, type Store } from '../store';

/** An answer that an endpoint which takes a call gives. */
export const taken: OutgoingAnswer = { status: 200, headers: {}, body: Buffer.alloc(0) };

/** What a process has: its own connection, and an engine whose calls go to `send`; without it, every target is switched off. */
export async function anEngine(
  config: WebhooksConfig,
  now: () => Date,
  send: ((delivery: DueDelivery, at: Date, signal: AbortSignal) => Promise<OutgoingAnswer>) | undefined,
) {
  const store = await openStore(config, silentLogger);
  const prepared = send && { send, delayAfter: () => 1000, afterFailure: async () => false };
  const sender: Sender = { prepare: async () => prepared };
  const engine = startEngine({
    ...store,
    senders: { webhook: sender, action: sender },
    concurrency: config.WEBHOOK_CONCURRENCY,
    now,
    logger: silentLogger,
    metrics: createDeliveryMetrics(createMetrics({ service: 'test' })),
  });
  return { store, engine };
}

/** Queues deliveries for a target, which is made where there is none. */
export async function queue(
  store: Store,
  { organizationId, targetId, now }: { organizationId: string; targetId: string; now: Date },
  count = 1,
  parts: Partial<DeliveryRow> = {},
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await store.unitOfWork(systemContext({ logger: silentLogger }), async (tx) => {
    if (!(await store.targets.find(organizationId, targetId, tx)))
      await store.targets.insert(organizationId, tx, targetId, 'webhook');
    const fields = () => newTestDelivery({ kind: 'webhook', targetId }, tx, now);
    const rows = ids.map((_id) => ({ ...fields(), body: Buffer.from('{}'), ...parts, _id, organizationId }));
    await store.deliveries.insertAll(tx, rows);
    await store.targets.markWithin(organizationId, tx, targetId, now);
  });
  return ids;
}
