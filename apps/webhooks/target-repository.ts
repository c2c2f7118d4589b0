import { tenantRows, tenantSchema, type Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';
import { slowLookMs, type TargetKind, type TargetRow } from './target';
import { createTargetLeases } from './target-leases';

/** Reads and writes targets. */
export type TargetRepository = ReturnType<typeof createTargetRepository>;

export function createTargetRepository(connection: Connection) {
  const targets = connection.model<TargetRow>('Target', targetSchema());
  const rows = tenantRows(targets);
  return {
    ...createTargetLeases(targets),
    find: rows.find,
    remove: rows.remove,

    insert(organizationId: string, tx: Tx, id: string, kind: TargetKind): Promise<TargetRow> {
      return rows.insert(organizationId, tx, id, { kind, slow: false, marked: false });
    },

    async healthOf(organizationId: string, ids: string[]): Promise<Map<string, TargetRow>> {
      const found = await targets.find({ organizationId, _id: { $in: ids } }).lean<TargetRow[]>();
      return new Map(found.map((row) => [row._id, row]));
    },

    /** Makes targets due, slow ones in a moment. Costs no write where they are marked already. */
    async mark(organizationId: string, ids: string[], now: Date): Promise<void> {
      if (!ids.length) return;
      const filter = { _id: { $in: ids }, organizationId, marked: false };
      const soon = new Date(now.getTime() + slowLookMs);
      const dueAt = { $cond: ['$slow', { $min: ['$dueAt', soon] }, now] };
      await targets.updateMany(filter, [{ $set: markAt(now, dueAt) }], { updatePipeline: true });
    },

    /** Makes a target due together with what made it so. It always writes, so that it conflicts with an engine that has just looked. */
    async markWithin(organizationId: string, tx: Tx, _id: string, now: Date): Promise<void> {
      const guard = { $add: [{ $ifNull: ['$guard', 0] }, 1] };
      const options = { updatePipeline: true, session: tx.session };
      await targets.updateOne({ _id, organizationId }, [{ $set: { ...markAt(now), guard } }], options);
    },

    /** Starts afresh. Whoever works on the target may not write down what came before. */
    async forgetFailures(organizationId: string, tx: Tx, id: string, now: Date): Promise<void> {
      const afresh = {
        $set: { slow: false, dueAt: now, marked: true },
        $unset: { failingSince: 1, leaseToken: 1, leaseUntil: 1 },
      };
      await targets.updateOne({ organizationId, _id: id }, afresh, { session: tx.session });
    },
  };
}

/** Whoever has a lease looks again because of the mark; without one, the target is due, at once unless told otherwise. */
function markAt(now: Date, dueAt: Date | object = now) {
  return { marked: true, dueAt: { $cond: [{ $gt: ['$leaseUntil', now] }, '$dueAt', dueAt] } };
}

function targetSchema() {
  const schema = tenantSchema<TargetRow>({
    kind: { type: String, required: true },
    slow: { type: Boolean, required: true },
    dueAt: { type: Date },
    marked: { type: Boolean, required: true },
    leaseToken: { type: String },
    leaseUntil: { type: Date },
    lastSuccessAt: { type: Date },
    failingSince: { type: Date },
  });
  schema.index({ slow: 1, dueAt: 1 });
  return schema;
}
