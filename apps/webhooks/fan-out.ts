import { eventTypes } from '@fileonion/contract';
import type { Event } from '@fileonion/contract/events';
import { startConsumer, topics, type BusConsumer, type EventBus } from '@fileonion/events';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import type { Logger, Metrics } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import type { NewDelivery } from './delivery';
import type { DeliveryRepository } from './delivery-repository';
import { keptEvent, type NewEvent } from './kept-event';
import type { KeptEventRepository } from './kept-event-repository';
import type { TargetRepository } from './target-repository';

/** Finds what is to be queued because of an event. */
export type Trigger = (tx: Tx, event: Event, kept: NewEvent, dueAt: Date) => Promise<NewDelivery[]>;

/** What the fan-out needs. */
export interface FanOutParts {
  connection: Connection;
  unitOfWork: UnitOfWork;
  bus: EventBus;
  keptEvents: KeptEventRepository;
  deliveries: DeliveryRepository;
  targets: Pick<TargetRepository, 'mark'>;
  triggers: Trigger[];
  now: () => Date;
  logger: Logger;
  metrics: Metrics;
  /** Is called when something has become due. */
  wake(): void;
}

const publicTypes = eventTypes.map(({ type }) => type).filter((type) => type !== 'PING');

/** Starts to keep the events of every service, and to queue them for whom they concern. */
export function startFanOut(parts: FanOutParts): Promise<BusConsumer> {
  const { connection, unitOfWork, bus, deliveries, targets, now, logger, metrics, wake } = parts;
  return startConsumer<string[]>({
    connection,
    unitOfWork,
    bus,
    topics: Object.values(topics),
    group: 'webhooks',
    types: publicTypes,
    handle: (tx, event) => queue(parts, tx, event),
    // The queue is written without touching the targets, on which the events of an organization would meet.
    async afterwards({ organizationId, id }, queuedFor) {
      await targets.mark(organizationId, queuedFor ?? (await deliveries.targetsOf(organizationId, id)), now());
      wake();
    },
    logger,
    metrics,
  });
}

/** Queues one event. @returns the ids of its targets. */
async function queue({ keptEvents, deliveries, triggers, now }: FanOutParts, tx: Tx, event: Event): Promise<string[]> {
  const { organizationId, id } = event;
  const kept = { ...keptEvent(event), _id: id, organizationId };
  await keptEvents.insertAll(tx, [kept]);
  const queued: NewDelivery[] = [];
  for (const trigger of triggers) queued.push(...(await trigger(tx, event, kept, now())));
  const rows = queued.map((fields) => ({ ...fields, _id: uuidv7(), organizationId }));
  await deliveries.insertAll(tx, rows);
  return rows.map(({ targetId }) => targetId);
}
