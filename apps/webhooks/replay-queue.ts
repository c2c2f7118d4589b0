import { DeliveryStatus } from '@fileonion/contract/webhooks';
import { inOrder, type Place, type Tx } from '@fileonion/mongo';
import type { Model } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { newDelivery, queuedAt, type DeliveryRow } from './delivery';
import type { KeptEventRow } from './kept-event';

/** The failed deliveries of a webhook whose events, of some types, happened since a moment, queued until another. */
interface FailedSpan {
  targetId: string;
  names: string[];
  since: Date;
  storedUntil: Date;
}

/** Deliveries as a replay sees them. */
export function createReplayQueue(deliveries: Model<DeliveryRow>) {
  return {
    countFailed(organizationId: string, tx: Tx, span: FailedSpan): Promise<number> {
      return deliveries.countDocuments(failedFilter(organizationId, span)).session(tx.session).exec();
    },

    /** The first failed deliveries of a span behind a place. */
    async nextFailed(organizationId: string, tx: Tx, span: FailedSpan, behind: Place | undefined, limit: number) {
      const inTurn = inOrder({ field: 'createdAt', ascending: true, limit, behind });
      const stages = [
        { $match: failedFilter(organizationId, span, behind) },
        ...inTurn,
        { $project: { createdAt: 1 } },
      ];
      return deliveries.aggregate<Pick<DeliveryRow, '_id' | 'createdAt'>>(stages).session(tx.session);
    },

    /** Queues deliveries again, in this order. */
    async queueAllAgain(organizationId: string, tx: Tx, again: { _id: string }[], dueAt: Date): Promise<void> {
      const operation = ({ _id }: { _id: string }) => ({
        updateOne: { filter: { _id, organizationId }, update: againAt(dueAt, tx) },
      });
      await write(again.map(operation), tx);
    },

    /** Queues events for a webhook, or queues them again where they were before, in this order. */
    async queueEvents(
      organizationId: string,
      tx: Tx,
      targetId: string,
      events: ReplayedEvent[],
      dueAt: Date,
    ): Promise<void> {
      const operations = events.map((event) => ({ updateOne: queueing(organizationId, tx, targetId, event, dueAt) }));
      await write(operations, tx);
    },
  };

  async function write(operations: object[], tx: Tx): Promise<void> {
    if (operations.length) await deliveries.collection.bulkWrite(operations as never[], { session: tx.session });
  }
}

type ReplayedEvent = Omit<KeptEventRow, 'body'>;

/** Queues an event, again where it was queued before. */
function queueing(organizationId: string, tx: Tx, targetId: string, event: ReplayedEvent, dueAt: Date) {
  const again = againAt(dueAt, tx);
  const fresh = newDelivery(event, { kind: 'webhook', targetId }, dueAt);
  const first = Object.fromEntries(Object.entries(fresh).filter(([name]) => !(name in again.$set)));
  const update = { ...again, $setOnInsert: { ...first, _id: uuidv7(), createdAt: tx.now } };
  return { filter: { eventId: event._id, targetId, organizationId }, update, upsert: true };
}

function againAt(dueAt: Date, { now: updatedAt }: Tx) {
  return { $set: { ...queuedAt(dueAt), updatedAt }, $inc: { version: 1 } };
}

function failedFilter(organizationId: string, { targetId, names, since, storedUntil }: FailedSpan, behind?: Place) {
  const failed = { organizationId, targetId, status: DeliveryStatus.FAILED, event: { $in: names } };
  const stored = { ...(behind && { $gte: behind.at }), $lte: storedUntil };
  return { ...failed, occurredAt: { $gte: since }, createdAt: stored };
}
