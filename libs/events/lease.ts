import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Schema, type Connection, type Model } from 'mongoose';

/** The right to be the only one who does something, kept up for as long as its process lives. */
export interface Lease {
  /** Whether this process has it at this moment. */
  held(): boolean;
  /** Gives it up, so that another process can have it at once. */
  release(): Promise<void>;
}

interface LeaseRow {
  _id: string;
  holder: string;
  until: Date;
}

const schema = new Schema<LeaseRow>(
  { _id: String, holder: String, until: Date },
  { collection: 'leases', versionKey: false },
);

/** A process that dies loses its leases after this long. Clocks may differ by much less than that. */
const ttlMs = 5000;

/** Tries for a lease from now on. */
export function holdLease(connection: Connection, name: string): Lease {
  const rows: Model<LeaseRow> = connection.models.LeaseRow ?? connection.model<LeaseRow>('LeaseRow', schema);
  const holder = randomUUID();
  const stopping = new AbortController();
  let heldUntil = 0;

  async function keep(): Promise<void> {
    await rows.init().catch(() => undefined);
    while (!stopping.signal.aborted) {
      const until = Date.now() + ttlMs;
      if (await claim(rows, name, holder, until)) heldUntil = until;
      await sleep(ttlMs / 4, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const kept = keep();
  return {
    held: () => Date.now() < heldUntil,
    async release() {
      stopping.abort();
      await kept;
      heldUntil = 0;
      await rows.deleteOne({ _id: name, holder }).catch(() => undefined);
    },
  };
}

async function claim(rows: Model<LeaseRow>, name: string, holder: string, until: number): Promise<boolean> {
  try {
    await rows.updateOne(
      { _id: name, $or: [{ holder }, { until: { $lt: new Date() } }] },
      { $set: { holder, until: new Date(until) } },
      { upsert: true },
    );
    return true;
  } catch {
    // Another process holds it (the upsert meets its row), or the database is away.
    return false;
  }
}
