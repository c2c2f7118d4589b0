import type { Connection, Model } from 'mongoose';
import type { OutboxRow } from './outbox-row';

const oldestCount = 100;
const atOnce = 500;

/**
 * The rows to publish next, in the order in which to do it: the oldest, and with them everything that waits for the same
 * aggregates, each aggregate by `seq`. Age alone would not do, since ids are made before commits, on several clocks.
 */
export async function nextRows(connection: Connection, rows: Model<OutboxRow>): Promise<OutboxRow[]> {
  if (!(await rows.exists({}))) return [];
  const session = await connection.startSession();
  try {
    // One snapshot: a scan that goes on while transactions commit could see an aggregate's later row without the earlier.
    return await session.withTransaction(
      async () => {
        const oldest = await rows.find({}, { aggregateId: 1 }, { session }).sort({ _id: 1 }).limit(oldestCount).lean();
        const aggregateIds = [...new Set(oldest.map(({ aggregateId }) => aggregateId))];
        const pending = rows.find({ aggregateId: { $in: aggregateIds } }, {}, { session });
        return pending.sort({ aggregateId: 1, seq: 1 }).limit(atOnce).lean();
      },
      { readConcern: { level: 'snapshot' } },
    );
  } finally {
    await session.endSession();
  }
}
