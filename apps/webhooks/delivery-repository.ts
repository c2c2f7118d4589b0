import type { DeliveryStatus } from '@fileonion/contract/webhooks';
import { tenantRows, tenantSchema, type ListRequest, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { AnyBulkWriteOperation, Connection } from 'mongoose';
import { toBuffer } from './bytes';
import { uuidv7 } from 'uuidv7';
import type { Outcome } from './attempt';
import { newDelivery, type DeliveryRow } from './delivery';
import type { KeptEventRow } from './kept-event';
import { furtherThan, type EventPlace } from './kept-event-repository';
import type { TargetRow } from './target';

/** A delivery, as far as sending it needs. */
export type DueDelivery = Omit<DeliveryRow, 'attempts'>;

/** What became of one attempt at a delivery. */
export interface Recorded {
  delivery: DueDelivery;
  outcome: Outcome;
  status: DeliveryStatus;
  dueAt?: Date;
}

/** The failed deliveries of a webhook whose events happened since a moment, queued until another. */
export interface FailedSpan {
  targetId: string;
  since: Date;
  storedUntil: Date;
}

/** Reads and writes deliveries. */
export type DeliveryRepository = ReturnType<typeof createDeliveryRepository>;

const MOST_ATTEMPTS_KEPT = 20;

export function createDeliveryRepository(connection: Connection, pageOf: PageOf) {
  const deliveries = connection.model<DeliveryRow>('Delivery', deliverySchema());
  const rows = tenantRows(deliveries);
  return {
    ...rows,

    page(ctx: RequestContext, targetId: string, request: ListRequest & { status?: DeliveryStatus; event?: string }) {
      const { status, event } = request;
      const { organizationId } = ctx.principal;
      const filter = { organizationId, targetId, ...(status && { status }), ...(event !== undefined && { event }) };
      return pageOf(ctx, deliveries, { filter, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
    },

    async insertAll(tx: Tx, all: Omit<DeliveryRow, 'version' | 'createdAt' | 'updatedAt'>[]): Promise<void> {
      const stamps = { version: 1, createdAt: tx.now, updatedAt: tx.now };
      if (all.length)
        await deliveries.insertMany(
          all.map((row) => ({ ...row, ...stamps })),
          { session: tx.session },
        );
    },

    /** The targets that an event was queued for. */
    targetsOf(organizationId: string, eventId: string): Promise<string[]> {
      return deliveries.distinct('targetId', { organizationId, eventId });
    },

    /** What waits for a target, in the order in which to send it: first what is due. */
    async pending({ organizationId, _id: targetId }: TargetRow, limit: number): Promise<DueDelivery[]> {
      const filter = { organizationId, targetId, status: 'PENDING' as const };
      const query = deliveries.find(filter, { attempts: 0 }).sort({ dueAt: 1, eventId: 1 }).limit(limit);
      const found = await query.lean<DueDelivery[]>();
      return found.map((row) => ({ ...row, body: row.body && toBuffer(row.body) }));
    },

    /** Writes what became of attempts, unless somebody else has tried meanwhile. */
    async record(results: Recorded[]): Promise<void> {
      await deliveries.collection.bulkWrite(results.map(toUpdate) as never[], { ordered: false });
    },

    /** Ends what was queued for a target before a moment, since it is switched off. */
    async giveUp({ organizationId, _id: targetId }: TargetRow, before: Date, now: Date): Promise<void> {
      const filter = { organizationId, targetId, status: 'PENDING' as const, createdAt: { $lte: before } };
      await deliveries.updateMany(filter, {
        $set: { status: 'FAILED', updatedAt: now },
        $unset: { dueAt: 1 },
        $inc: { version: 1 },
      });
    },

    countFailed(organizationId: string, tx: Tx, span: FailedSpan): Promise<number> {
      return deliveries.countDocuments(failedFilter(organizationId, span)).session(tx.session).exec();
    },

    /** The first failed deliveries of a span behind a place. */
    async nextFailed(organizationId: string, tx: Tx, span: FailedSpan, behind: EventPlace | undefined, limit: number) {
      const filter = { ...failedFilter(organizationId, span), ...furtherThan(behind) };
      const query = deliveries.find(filter, { attempts: 0 }).sort({ occurredAt: 1, _id: 1 }).limit(limit);
      return query.session(tx.session).lean<DueDelivery[]>();
    },

    /** Queues a delivery again, with the schedule from its start. */
    queueAgain(organizationId: string, tx: Tx, id: string, dueAt: Date): Promise<DeliveryRow> {
      return rows.change(organizationId, tx, id, { status: 'PENDING', tries: 0, dueAt });
    },

    /** Queues deliveries again, with the schedule from its start. */
    async queueAllAgain(organizationId: string, tx: Tx, again: { _id: string }[], dueAt: Date): Promise<void> {
      const filter = { organizationId, _id: { $in: again.map(({ _id }) => _id) } };
      await deliveries.updateMany(filter, againAt(dueAt, tx), { session: tx.session });
    },

    /** Queues events for a webhook, or queues them again where they were before. */
    async queueEvents(
      organizationId: string,
      tx: Tx,
      targetId: string,
      events: Omit<KeptEventRow, 'body'>[],
      dueAt: Date,
    ): Promise<void> {
      const operations = events.map((event) => {
        const {
          status: _status,
          dueAt: _dueAt,
          tries: _tries,
          ...fresh
        } = newDelivery(event, { kind: 'webhook', targetId }, dueAt);
        const first = { ...fresh, _id: uuidv7(), createdAt: tx.now };
        const filter = { organizationId, eventId: event._id, targetId };
        return { updateOne: { filter, update: { ...againAt(dueAt, tx), $setOnInsert: first }, upsert: true } };
      });
      if (operations.length) await deliveries.collection.bulkWrite(operations as never[], { session: tx.session });
    },
  };
}

function againAt(dueAt: Date, { now: updatedAt }: Tx) {
  return { $set: { status: 'PENDING' as const, tries: 0, dueAt, updatedAt }, $inc: { version: 1 } };
}

function failedFilter(organizationId: string, { targetId, since, storedUntil }: FailedSpan) {
  const failed = { organizationId, targetId, status: 'FAILED' as const, event: { $ne: 'ping' } };
  return { ...failed, occurredAt: { $gte: since }, createdAt: { $lte: storedUntil } };
}

function toUpdate({ delivery, outcome, status, dueAt }: Recorded): AnyBulkWriteOperation<DeliveryRow> {
  const { _id, organizationId, tries } = delivery;
  const { attempt } = outcome;
  const updatedAt = new Date(attempt.at.getTime() + attempt.durationMs);
  return {
    updateOne: {
      filter: { _id, organizationId, status: 'PENDING', tries },
      update: {
        $set: { status, tries: tries + 1, updatedAt, ...(dueAt && { dueAt }) },
        ...(!dueAt && { $unset: { dueAt: 1 } }),
        $push: { attempts: { $each: [attempt], $slice: -MOST_ATTEMPTS_KEPT } },
        $inc: { version: 1 },
      },
    },
  };
}

function deliverySchema() {
  const schema = tenantSchema<DeliveryRow>({
    kind: { type: String, required: true },
    targetId: { type: String, required: true },
    eventId: { type: String, required: true },
    event: { type: String, required: true },
    occurredAt: { type: Date, required: true },
    aggregateId: { type: String, default: '' },
    seq: { type: Number, required: true },
    traceparent: { type: String, default: '' },
    body: { type: Buffer },
    asked: { type: Boolean },
    status: { type: String, required: true },
    dueAt: { type: Date },
    tries: { type: Number, required: true },
    attempts: {
      type: [{ _id: false, at: Date, durationMs: Number, status: Number, error: String, answer: String }],
      required: true,
    },
    expiresAt: { type: Date, required: true },
  });
  schema.index({ eventId: 1, targetId: 1 }, { unique: true });
  schema.index({ targetId: 1, dueAt: 1, eventId: 1 }, { partialFilterExpression: { status: 'PENDING' } });
  schema.index({ organizationId: 1, targetId: 1, createdAt: 1, _id: 1 });
  schema.index({ targetId: 1, occurredAt: 1, _id: 1 }, { partialFilterExpression: { status: 'FAILED' } });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return schema;
}
