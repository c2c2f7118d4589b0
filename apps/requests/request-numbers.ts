import { tenantSchema, type TenantRow } from '@fileonion/mongo';
import { mongo, type Connection } from 'mongoose';

/** The running number of an organization's requests. */
interface NumberRow extends TenantRow {
  last: number;
  lastAt: Date;
}

/** Where a new request stands among those of its organization. */
export interface RequestPlace {
  number: number;
  /** Never before that of a lower number, whatever the clocks of several processes say. */
  createdAt: Date;
}

/** Gives requests their running numbers. */
export type RequestNumbers = ReturnType<typeof createRequestNumbers>;

export function createRequestNumbers(connection: Connection) {
  const numbers = connection.model<NumberRow>('RequestNumber', numberSchema());

  async function take(organizationId: string): Promise<RequestPlace | undefined> {
    const now = new Date();
    const changes = { $inc: { last: 1 }, $max: { lastAt: now }, $set: { updatedAt: now } };
    const options = { returnDocument: 'after' } as const;
    const row = await numbers
      .findOneAndUpdate({ _id: organizationId, organizationId }, changes, options)
      .lean<NumberRow>();
    return row ? { number: row.last, createdAt: row.lastAt } : undefined;
  }

  /** Makes an organization's first row; whoever comes second finds it made. */
  async function begin(organizationId: string): Promise<void> {
    const now = new Date();
    const first = { last: 0, lastAt: now, version: 1, createdAt: now, updatedAt: now };
    try {
      await numbers.updateOne({ _id: organizationId, organizationId }, { $setOnInsert: first }, { upsert: true });
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError && error.code === 11000)) throw error;
    }
  }

  return {
    /**
     * Takes the next number. Outside of the transaction, in which everyone who creates would wait for each other: a
     * number is lost when the creation fails.
     */
    async next(organizationId: string): Promise<RequestPlace> {
      const place = await take(organizationId);
      if (place) return place;
      await begin(organizationId);
      return (await take(organizationId))!;
    },

    /** The highest number that was given. */
    async highest(organizationId: string): Promise<number> {
      const row = await numbers.findOne({ _id: organizationId, organizationId }).lean<NumberRow>();
      return row?.last ?? 0;
    },
  };
}

function numberSchema() {
  return tenantSchema<NumberRow>({ last: { type: Number, required: true }, lastAt: { type: Date, required: true } });
}
