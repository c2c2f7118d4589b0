import { DeliveryStatus } from '@fileonion/contract/webhooks';
import { lowestIdAt } from '@fileonion/mongo';
import type { AnyBulkWriteOperation, Model } from 'mongoose';
import type { ActionContent } from './action-body';
import type { Outcome } from './attempt';
import type { DeliveryRow } from './delivery';
import type { TargetRow } from './target';

/** A delivery, as far as sending it needs; its body is read when it is sent, and so is what an action makes of it. */
export type DueDelivery = Omit<DeliveryRow, 'attempts'> & { content?: ActionContent };

/** What became of one attempt at a delivery. */
export interface Recorded {
  delivery: DueDelivery;
  outcome: Outcome;
  status: DeliveryStatus;
  dueAt?: Date;
}

const mostAttemptsKept = 20;

/** Deliveries as the engine sees them. */
export function createDeliveryQueue(deliveries: Model<DeliveryRow>) {
  return {
    /** What waits for a target, in the order in which to send it: first what is due. */
    async pending({ organizationId, _id: targetId }: TargetRow, limit: number): Promise<DueDelivery[]> {
      const filter = { organizationId, targetId, status: DeliveryStatus.PENDING };
      const query = deliveries.find(filter, { attempts: 0, body: 0 }).sort({ dueAt: 1, order: 1 }).limit(limit);
      return query.lean<DueDelivery[]>();
    },

    /** What stands with a delivery to be sent. */
    async bodyOf(organizationId: string, _id: string): Promise<Buffer | undefined> {
      const query = deliveries.findOne({ _id, organizationId }, { body: 1 });
      return (await query.lean<{ body?: Buffer }>())?.body;
    },

    /**
     * Writes what became of attempts. Where somebody else has tried meanwhile, or has queued the delivery again or ended
     * it, the attempt is only logged.
     */
    async record(results: Recorded[]): Promise<void> {
      const { matchedCount } = await write(results.map(toUpdate));
      if (matchedCount < results.length) await write(results.map(toLogEntry));
    },

    /** Ends what was queued, or queued again, for a target before a moment, since it is switched off. */
    async giveUp({ organizationId, _id: targetId }: TargetRow, before: Date, now: Date): Promise<void> {
      const filter = { organizationId, targetId, status: DeliveryStatus.PENDING, order: { $lt: lowestIdAt(before) } };
      const ended = {
        $set: { status: DeliveryStatus.FAILED, updatedAt: now },
        $unset: { dueAt: 1 },
        $inc: { version: 1 },
      };
      await deliveries.updateMany(filter, ended);
    },
  };

  function write(operations: AnyBulkWriteOperation<DeliveryRow>[]) {
    return deliveries.collection.bulkWrite(operations as never[], { ordered: false });
  }
}

function toUpdate({ delivery, outcome, status, dueAt }: Recorded): AnyBulkWriteOperation<DeliveryRow> {
  const { _id, organizationId, order, tries } = delivery;
  return {
    updateOne: {
      filter: { _id, organizationId, status: DeliveryStatus.PENDING, order, tries },
      update: {
        $set: { status, tries: tries + 1, updatedAt: endOf(outcome), ...(dueAt && { dueAt }) },
        ...(!dueAt && { $unset: { dueAt: 1 } }),
        ...logged(outcome),
      },
    },
  };
}

/** Changes nothing where the attempt is in the log: a write may be repeated. */
function toLogEntry({ delivery, outcome }: Recorded): AnyBulkWriteOperation<DeliveryRow> {
  const { _id, organizationId } = delivery;
  return {
    updateOne: {
      filter: { _id, organizationId, 'attempts.at': { $ne: outcome.attempt.at } },
      update: { $set: { updatedAt: endOf(outcome) }, ...logged(outcome) },
    },
  };
}

function logged({ attempt }: Outcome) {
  return { $push: { attempts: { $each: [attempt], $slice: -mostAttemptsKept } }, $inc: { version: 1 } };
}

function endOf({ attempt }: Outcome): Date {
  return new Date(attempt.at.getTime() + attempt.durationMs);
}
