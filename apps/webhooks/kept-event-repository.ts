import { inOrder, tenantSchema, type Place, type Tx } from '@fileonion/mongo';
import { LRUCache } from 'lru-cache';
import type { Connection } from 'mongoose';
import { ownCopy } from './bytes';
import type { KeptEventRow, NewEvent } from './kept-event';

/** A span of the kept events: those of some types that happened since a moment and were there at another. */
interface EventSpan {
  names: string[];
  since: Date;
  /** The last moment at which an event was stored. */
  storedUntil: Date;
}

/** Reads and writes kept events. */
export type KeptEventRepository = ReturnType<typeof createKeptEventRepository>;

const recentBytes = 8 * 1024 * 1024;

export function createKeptEventRepository(connection: Connection) {
  const events = connection.model<KeptEventRow>('KeptEvent', keptEventSchema());
  // Most events are sent right after they were stored, and to several targets.
  const recent = new LRUCache<string, Buffer>({ maxSize: recentBytes, sizeCalculation: ({ length }) => length + 100 });

  return {
    async insertAll(tx: Tx, all: NewEvent[]): Promise<void> {
      const stamps = { version: 1, createdAt: tx.now, updatedAt: tx.now };
      const rows = all.map((row) => ({ ...row, ...stamps }));
      if (rows.length) await events.insertMany(rows, { session: tx.session, lean: true });
      tx.afterCommit(() => all.forEach(({ _id, body }) => recent.set(_id, ownCopy(body))));
    },

    /** What is sent for an event; undefined where its time is over. */
    async bodyOf(organizationId: string, _id: string): Promise<Buffer | undefined> {
      const known = recent.get(_id);
      if (known) return known;
      const query = events.findOne({ _id, organizationId }, { body: 1 });
      const row = await query.lean<{ body: Buffer }>();
      if (!row) return undefined;
      const body = ownCopy(row.body);
      recent.set(_id, body);
      return body;
    },

    count(organizationId: string, tx: Tx, span: EventSpan): Promise<number> {
      return events.countDocuments(spanFilter(organizationId, span)).session(tx.session).exec();
    },

    /** The first events of a span behind a place. */
    async next(organizationId: string, tx: Tx, span: EventSpan, behind: Place | undefined, limit: number) {
      const rest = { ...span, since: behind?.at ?? span.since };
      const found = events.aggregate<Omit<KeptEventRow, 'body'>>([
        { $match: spanFilter(organizationId, rest) },
        ...inOrder({ field: 'occurredAt', ascending: true, limit, behind }),
        { $project: { body: 0 } },
      ]);
      return found.session(tx.session);
    },
  };
}

function spanFilter(organizationId: string, { names, since, storedUntil }: EventSpan) {
  return { organizationId, occurredAt: { $gte: since }, name: { $in: names }, createdAt: { $lte: storedUntil } };
}

function keptEventSchema() {
  const schema = tenantSchema<KeptEventRow>({
    name: { type: String, required: true },
    aggregateId: { type: String, required: true },
    seq: { type: Number, required: true },
    occurredAt: { type: Date, required: true },
    traceparent: { type: String, default: '' },
    body: { type: Buffer, required: true },
    expiresAt: { type: Date, required: true },
  });
  schema.index({ organizationId: 1, occurredAt: 1, _id: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return schema;
}
