import { eventTypes } from '@fileonion/contract';
import { EventType, type Event } from '@fileonion/contract/events';
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
interface FanOutParts {
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

const publicTypes = eventTypes.map(({ type }) => type).filter((type) => type !== EventType.PING);

/** Starts to keep the events of every service, and to queue them for whom they concern. */
export function startFanOut(parts: FanOutParts): Promise<BusConsumer> {
  const { connection, unitOfWork, bus, logger, metrics, wake } = parts;
  return startConsumer<string[]>({
    connection,
    unitOfWork,
    bus,
    topics: Object.values(topics),
    group: 'webhooks',
    types: publicTypes,
    handle: async (tx, event) => (await queue(parts, tx, [event]))[0] ?? [],
    handleAll: (tx, events) => queue(parts, tx, events),
    // The queue is written without touching the targets, on which the events of an organization would meet.
    async afterwards(events, effects) {
      await markTargets(parts, events, effects);
      wake();
    },
    logger,
    metrics,
  });
}

/** What is written in one transaction at most, unless one event needs more. */
const mostBytes = 4 * 1024 * 1024;
/** What a delivery takes, about. */
const deliveryBytes = 1024;

/** Queues events. @returns the ids of each one's targets. @throws RangeError where they are too many for a transaction. */
async function queue(
  { keptEvents, deliveries, triggers, now }: FanOutParts,
  tx: Tx,
  events: Event[],
): Promise<string[][]> {
  const kept: NewEvent[] = [];
  const queued: QueuedDelivery[][] = [];
  let bytes = 0;
  for (const event of events) {
    const row = { ...keptEvent(event), _id: event.id, organizationId: event.organizationId };
    const found = await deliveriesOf(triggers, tx, event, row, now());
    bytes += row.body.length + found.length * deliveryBytes;
    // The consumer takes them one by one then.
    if (bytes > mostBytes && events.length > 1) throw new RangeError('the events take more than a transaction');
    kept.push(row);
    queued.push(found);
  }
  await keptEvents.insertAll(tx, kept);
  await deliveries.insertAll(tx, queued.flat());
  return queued.map((rows) => rows.map(({ targetId }) => targetId));
}

type QueuedDelivery = NewDelivery & { _id: string; organizationId: string };

async function deliveriesOf(
  triggers: Trigger[],
  tx: Tx,
  event: Event,
  kept: NewEvent,
  dueAt: Date,
): Promise<QueuedDelivery[]> {
  const found: NewDelivery[] = [];
  for (const trigger of triggers) found.push(...(await trigger(tx, event, kept, dueAt)));
  return found.map((fields) => ({ ...fields, _id: uuidv7(), organizationId: event.organizationId }));
}

async function markTargets(
  { deliveries, targets, now }: FanOutParts,
  events: Event[],
  effects: (string[] | undefined)[],
): Promise<void> {
  const ofOrganization = new Map<string, Set<string>>();
  for (const [index, { organizationId, id }] of events.entries()) {
    const ids = ofOrganization.get(organizationId) ?? new Set();
    ofOrganization.set(organizationId, ids);
    (effects[index] ?? (await deliveries.targetsOf(organizationId, id))).forEach((targetId) => ids.add(targetId));
  }
  for (const [organizationId, ids] of ofOrganization) await targets.mark(organizationId, [...ids], now());
}
