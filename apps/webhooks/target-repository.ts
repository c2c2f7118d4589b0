import { changesOf, tenantRows, tenantSchema, type Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';
import type { Health, TargetKind, TargetRow } from './target';

/** The right to work on a target. */
export interface Lease {
  token: string;
  until: Date;
}

/** Reads and writes targets. A target is due when `dueAt` says so and nobody has a lease of it. */
export type TargetRepository = ReturnType<typeof createTargetRepository>;

export function createTargetRepository(connection: Connection) {
  const targets = connection.model<TargetRow>('Target', targetSchema());
  const rows = tenantRows(targets);
  const engine = { crossTenant: 'the engine serves every organization' };

  return {
    find: rows.find,
    remove: rows.remove,

    insert(organizationId: string, tx: Tx, id: string, kind: TargetKind): Promise<TargetRow> {
      return rows.insert(organizationId, tx, id, { kind, slow: false });
    },

    async healthOf(organizationId: string, ids: string[]): Promise<Map<string, TargetRow>> {
      const found = await targets.find({ organizationId, _id: { $in: ids } }).lean<TargetRow[]>();
      return new Map(found.map((row) => [row._id, row]));
    },

    /** Makes targets due. Costs no write where they are already; if somebody works on one, they will look again. */
    async mark(organizationId: string, ids: string[], now: Date): Promise<void> {
      const later = [{ dueAt: null }, { dueAt: { $gt: now } }];
      if (ids.length)
        await targets.updateMany({ organizationId, _id: { $in: ids }, $or: later }, { $set: { dueAt: now } });
    },

    /** Makes a target due together with what made it so. It always writes, so that it conflicts with an engine that has just looked. */
    async markWithin(organizationId: string, tx: Tx, id: string, now: Date): Promise<void> {
      const mark = { $min: { dueAt: now }, $inc: { guard: 1 } };
      await targets.updateOne({ organizationId, _id: id }, mark, { session: tx.session });
    },

    async forgetFailures(organizationId: string, tx: Tx, id: string): Promise<void> {
      await targets.updateOne(
        { organizationId, _id: id },
        { $set: { slow: false }, $unset: { failingSince: 1 } },
        { session: tx.session },
      );
    },

    /** Takes the lease of the target that has been due for longest. If its holder dies, it is due again at the lease's end. */
    async claim(slow: boolean, now: Date, { token, until }: Lease): Promise<TargetRow | undefined> {
      const free = [{ leaseUntil: null }, { leaseUntil: { $lte: now } }];
      const lease = { $set: { leaseToken: token, leaseUntil: until, dueAt: until } };
      const options = { sort: { dueAt: 1 }, returnDocument: 'after' } as const;
      const row = await targets
        .findOneAndUpdate({ slow, dueAt: { $lte: now }, $or: free }, lease, options)
        .setOptions(engine)
        .lean<TargetRow>();
      return row ?? undefined;
    },

    /** Takes note of a mark that came during the lease: what it announced will be read from now on. */
    async takeMark({ organizationId, _id }: TargetRow, { token, until }: Lease): Promise<void> {
      await targets.updateOne({ _id, organizationId, leaseToken: token }, { $set: { dueAt: until } });
    },

    /**
     * Gives the lease back, unless a mark came during it: then there may be more to do. A lease that has ended is not
     * given back, since marks may have relied on its end.
     *
     * @returns whether it is no longer held.
     */
    async release(
      target: TargetRow,
      { token, until }: Lease,
      now: Date,
      after: Health & { dueAt?: Date },
    ): Promise<boolean> {
      const { _id, organizationId } = target;
      const held = { _id, organizationId, leaseToken: token, leaseUntil: { $gt: now } };
      const { $set, $unset } = changesOf({ ...after, leaseToken: undefined, leaseUntil: undefined });
      const { matchedCount } = await targets.updateOne({ ...held, dueAt: until }, { $set, $unset });
      return matchedCount > 0 || !(await targets.findOne(held, { _id: 1 }).lean());
    },
  };
}

function targetSchema() {
  const schema = tenantSchema<TargetRow>({
    kind: { type: String, required: true },
    slow: { type: Boolean, required: true },
    dueAt: { type: Date },
    leaseToken: { type: String },
    leaseUntil: { type: Date },
    lastSuccessAt: { type: Date },
    failingSince: { type: Date },
  });
  schema.index({ slow: 1, dueAt: 1 });
  return schema;
}
