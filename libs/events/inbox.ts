import { isDuplicateKey, type Tx } from '@fileonion/mongo';
import { Schema, type Connection, type Model } from 'mongoose';

/** Thrown out of a transaction to end it: the event has had its effect. */
export class SeenError extends Error {
  override readonly name = 'SeenError';
}

interface InboxRow {
  _id: string;
  at: Date;
}

const keptDays = 30;

const schema = new Schema<InboxRow>({ _id: String, at: Date }, { collection: 'inbox', versionKey: false });
schema.index({ at: 1 }, { expireAfterSeconds: keptDays * 24 * 3600 });

/** Remembers what consumers have seen. */
export interface Inbox {
  /** The first statement of an effect's transaction. Throws where one of the events was seen before. */
  see(tx: Tx, consumer: string, eventIds: string[]): Promise<void>;
  /** Those of the events that were seen before. */
  seenOf(consumer: string, eventIds: string[]): Promise<Set<string>>;
}

/** Opens the inbox of a database, which remembers for longer than any topic keeps an event. */
export async function openInbox(connection: Connection): Promise<Inbox> {
  const rows: Model<InboxRow> = connection.models.InboxRow ?? connection.model<InboxRow>('InboxRow', schema);
  await rows.init();
  return {
    async see(tx, consumer, eventIds) {
      try {
        const seen = eventIds.map((eventId) => ({ _id: `${consumer}:${eventId}`, at: tx.now }));
        await rows.insertMany(seen, { session: tx.session });
      } catch (error) {
        throw isDuplicateKey(error) ? new SeenError() : error;
      }
    },
    async seenOf(consumer, eventIds) {
      const ids = eventIds.map((eventId) => `${consumer}:${eventId}`);
      const found = await rows.find({ _id: { $in: ids } }, { _id: 1 }).lean();
      return new Set(found.map(({ _id }) => _id.slice(consumer.length + 1)));
    },
  };
}
