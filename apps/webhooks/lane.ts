import { createBell } from '@fileonion/events';
import type { TargetRow } from './target';
import { newLease } from './target-lease';
import type { Lease } from './target-leases';
import { workOn, type Allowance, type WorkerParts } from './target-worker';

/** Some of the targets that are due, and the right to send to them. */
export interface Lane extends Allowance {
  slow: boolean;
  /** How many targets may be worked on at once. */
  workers: number;
  /** How many of them may be of one organization. */
  mostOfOne: number;
  /** Whether organizations for whom none is worked on go first. */
  othersFirst: boolean;
}

const pollMs = 500;

/** Works on the targets of a lane until the engine stops; `done` resolves when nothing is worked on any more. */
export function startLane(parts: WorkerParts, lane: Lane): { wake(): void; done: Promise<void> } {
  const { now, stopping } = parts;
  const bell = createBell();
  const active = new Map<Promise<void>, TargetRow>();

  async function run(): Promise<void> {
    while (!stopping.aborted) {
      if (active.size >= lane.workers) await Promise.race(active.keys());
      else if (!(await workOnNext())) await bell.rung(pollMs);
    }
    await Promise.all(active.keys());
  }

  async function workOnNext(): Promise<boolean> {
    const lease = newLease(now);
    const target = await claimNext(parts, lane.slow, exceptionsOf(lane, active), lease);
    if (!target) return false;
    const working = workOn(parts, lane, target, lease).finally(() => end(working));
    active.set(working, target);
    return true;
  }

  function end(working: Promise<void>): void {
    const atTheirShare = exceptionsOf(lane, active).at(-1);
    active.delete(working);
    // Another target of the organization may have waited for that.
    if (atTheirShare?.length) bell.ring();
  }

  return { wake: bell.ring, done: run() };
}

/** The organizations whose targets are left aside, and in a further look, if need be, fewer. */
function exceptionsOf({ mostOfOne, othersFirst }: Lane, active: Map<Promise<void>, TargetRow>): string[][] {
  const busy = Map.groupBy(active.values(), ({ organizationId }) => organizationId);
  const withAtLeast = (count: number) => [...busy].filter(([, { length }]) => length >= count).map(([id]) => id);
  return othersFirst && busy.size ? [withAtLeast(1), withAtLeast(mostOfOne)] : [withAtLeast(mostOfOne)];
}

async function claimNext(
  { targets, now, logger }: WorkerParts,
  slow: boolean,
  exceptions: string[][],
  lease: Lease,
): Promise<TargetRow | undefined> {
  try {
    for (const except of exceptions) {
      const target = await targets.claim(slow, now(), lease, except);
      if (target) return target;
    }
  } catch (err) {
    logger.warn({ err }, 'No target could be claimed, trying again');
  }
  return undefined;
}
