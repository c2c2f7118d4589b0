import { tenantRows, tenantSchema } from '@fileonion/mongo';
import type { Connection } from 'mongoose';
import type { ReplayRow } from './replay';

/** Reads and writes replays. */
export type ReplayRepository = ReturnType<typeof createReplayRepository>;

export function createReplayRepository(connection: Connection) {
  const replays = connection.model<ReplayRow>('Replay', replaySchema());
  return {
    ...tenantRows(replays),

    /** Some replays that are at work, of every organization, beginning behind an id. */
    next(behind: string, limit: number): Promise<ReplayRow[]> {
      const query = replays.find({ _id: { $gt: behind } }).setOptions({ crossTenant: 'replays are worked on in turn' });
      return query.sort({ _id: 1 }).limit(limit).lean<ReplayRow[]>();
    },
  };
}

function replaySchema() {
  return tenantSchema<ReplayRow>({
    webhookId: { type: String, required: true },
    only: { type: String, required: true },
    names: { type: [String], required: true },
    since: { type: Date, required: true },
    storedUntil: { type: Date, required: true },
    behind: { type: { _id: false, at: Date, id: String } },
  });
}
