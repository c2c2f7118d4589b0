import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Logger } from '@fileonion/service-kit';
import type { TargetRow } from './target';
import type { Lease, TargetLeases } from './target-leases';

/** A lease that is to be taken, or has been. */
export interface OwnLease extends Lease {
  /** When it ends, in the milliseconds of `performance.now()`, which no change of the clock moves. */
  endsAt: number;
}

/** A lease that is renewed. */
interface KeptLease {
  /** Whether nobody else can have it at this moment. */
  held(): boolean;
  /** Renews it no more. */
  end(): void;
}

/** What is needed to renew a lease. */
interface LeaseParts {
  targets: Pick<TargetLeases, 'renew'>;
  now: () => Date;
  logger: Logger;
}

/** A process that dies holds up its targets for this long at most. Clocks may differ by much less than that. */
const leaseMs = 10_000;
const renewMs = leaseMs / 4;

/** A lease that begins now. */
export function newLease(now: () => Date, token: string = randomUUID()): OwnLease {
  return { token, until: new Date(now().getTime() + leaseMs), endsAt: performance.now() + leaseMs };
}

/** Renews a lease for as long as its target is worked on, which may take several times as long as the lease. */
export function keepLease({ targets, now, logger }: LeaseParts, target: TargetRow, taken: OwnLease): KeptLease {
  let { endsAt } = taken;

  async function renew(): Promise<void> {
    const lease = newLease(now, taken.token);
    try {
      endsAt = (await targets.renew(target, lease)) ? lease.endsAt : 0;
    } catch (err) {
      logger.warn({ err, targetId: target._id }, 'The lease of a target could not be renewed, trying again');
    }
  }

  const timer = setInterval(() => void renew(), renewMs);
  return { held: () => performance.now() < endsAt, end: () => clearInterval(timer) };
}
