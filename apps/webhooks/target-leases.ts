import { changesOf } from '@fileonion/mongo';
import type { AggregateOptions, Model } from 'mongoose';
import { earlier } from './earlier';
import { slowLookMs, type Health, type TargetRow } from './target';

/** The right to work on a target. */
export interface Lease {
  token: string;
  until: Date;
}

/** Takes, renews and gives back leases. */
export type TargetLeases = ReturnType<typeof createTargetLeases>;

const never = new Date(0);
const engine = { crossTenant: 'the engine serves every organization' } as AggregateOptions;

/** Targets as the engine sees them: whoever takes one that is due has a lease of it. */
export function createTargetLeases(targets: Model<TargetRow>) {
  return {
    /** Those that have been due for longest, without those of some organizations. */
    async due(slow: boolean, now: Date, except: string[], limit: number): Promise<TargetRow[]> {
      // With its lower bound the range leaves out the many for whom nothing waits. The organizations come behind the order,
      // so that the embedded server finds the others by their index.
      const waiting = { slow, dueAt: { $gt: never, $lte: now } };
      const others = { organizationId: { $nin: except } };
      const stages = [{ $match: waiting }, { $sort: { dueAt: 1 as const } }, { $match: others }, { $limit: limit }];
      return targets.aggregate<TargetRow>(stages).option(engine);
    },

    /**
     * Takes the lease of a target that was due. If its holder dies, it is due again at the lease's end.
     *
     * @returns false where another process was faster
     */
    async claim({ organizationId, _id, dueAt }: TargetRow, { token, until }: Lease): Promise<boolean> {
      const leased = { $set: { leaseToken: token, leaseUntil: until, dueAt: until, marked: false } };
      // Whoever takes a lease or gives one back moves the time.
      const { matchedCount } = await targets.updateOne({ _id, organizationId, dueAt }, leased);
      return matchedCount > 0;
    },

    /** @returns whether it was still held. */
    async renew({ organizationId, _id }: TargetRow, { token, until }: Lease): Promise<boolean> {
      const later = { $set: { leaseUntil: until, dueAt: until } };
      const { matchedCount } = await targets.updateOne({ _id, organizationId, leaseToken: token }, later);
      return matchedCount > 0;
    },

    /** Takes note of a mark that came during the lease: what it announced will be read from now on. */
    async takeMark({ organizationId, _id }: TargetRow, { token }: Lease): Promise<void> {
      await targets.updateOne({ _id, organizationId, leaseToken: token }, { $set: { marked: false } });
    },

    /**
     * Gives the lease back, unless a mark came during it: then there may be more to do, which for a slow target has a
     * moment's time; a target that is due at once will be looked at anyway. A lease that has ended is not given back, since
     * the target is due by its end.
     *
     * @returns whether it is no longer held.
     */
    async release(target: TargetRow, { token }: Lease, now: Date, after: Health & { dueAt?: Date }): Promise<boolean> {
      const { _id, organizationId } = target;
      const held = { _id, organizationId, leaseToken: token, leaseUntil: { $gt: now } };
      const back = (dueAt?: Date) => changesOf({ ...after, dueAt, leaseToken: undefined, leaseUntil: undefined });
      const isDue = after.dueAt && after.dueAt <= now;
      const { matchedCount } = await targets.updateOne(
        { ...held, ...(!isDue && { marked: false }) },
        back(after.dueAt),
      );
      if (matchedCount > 0) return true;
      if (!after.slow) return !(await targets.findOne(held, { _id: 1 }).lean());
      const soon = new Date(now.getTime() + slowLookMs);
      await targets.updateOne(held, back(earlier(after.dueAt, soon)));
      return true;
    },
  };
}
