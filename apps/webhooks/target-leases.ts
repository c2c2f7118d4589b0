import { changesOf } from '@fileonion/mongo';
import type { Model } from 'mongoose';
import type { Health, TargetRow } from './target';

/** The right to work on a target. */
export interface Lease {
  token: string;
  until: Date;
}

/** Targets as the engine sees them. One is due when `dueAt` says so and nobody has a lease of it. */
export function createTargetLeases(targets: Model<TargetRow>) {
  const engine = { crossTenant: 'the engine serves every organization' };
  return {
    /** Takes the lease of the target that has been due for longest. If its holder dies, it is due again at the lease's end. */
    async claim(slow: boolean, now: Date, { token, until }: Lease): Promise<TargetRow | undefined> {
      const free = [{ leaseUntil: null }, { leaseUntil: { $lte: now } }];
      const lease = { $set: { leaseToken: token, leaseUntil: until, dueAt: until } };
      const options = { sort: { dueAt: 1 }, returnDocument: 'after' } as const;
      const query = targets.findOneAndUpdate({ slow, dueAt: { $lte: now }, $or: free }, lease, options);
      return (await query.setOptions(engine).lean<TargetRow>()) ?? undefined;
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
