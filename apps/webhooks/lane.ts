import { createBell } from '@fileonion/events';
import { newLease } from './lease-keeper';
import type { TargetRow } from './target';
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
  const { targets, now, logger, stopping } = parts;
  const bell = createBell();
  const active = new Map<Promise<void>, TargetRow>();

  async function run(): Promise<void> {
    while (!stopping.aborted) {
      if (active.size >= lane.workers) await Promise.race(active.keys());
      else if (!(await workOnDue())) await bell.rung(pollMs);
    }
    await Promise.all(active.keys());
  }

  /** @returns whether others may be due. */
  async function workOnDue(): Promise<boolean> {
    try {
      const { chosen, more } = await choose(parts, lane, [...active.values()]);
      await Promise.all(chosen.map(take));
      return more;
    } catch (err) {
      logger.warn({ err }, 'No target could be claimed, trying again');
      return false;
    }
  }

  async function take(target: TargetRow): Promise<void> {
    const lease = newLease(now);
    if (!(await targets.claim(target, lease))) return;
    const working = workOn(parts, lane, target, lease).finally(() => end(working));
    active.set(working, target);
  }

  function end(working: Promise<void>): void {
    const atTheirShare = organizationsWith(lane.mostOfOne, [...active.values()]);
    active.delete(working);
    // Another target of the organization may have waited for that.
    if (atTheirShare.length) bell.ring();
  }

  return { wake: bell.ring, done: run() };
}

/** Targets that are due, of which an organization has no more than its share, and whether there may be others. */
async function choose(
  { targets, now }: WorkerParts,
  { slow, workers, mostOfOne, othersFirst }: Lane,
  active: TargetRow[],
): Promise<{ chosen: TargetRow[]; more: boolean }> {
  const free = workers - active.length;
  if (othersFirst) {
    const chosen = withinShare(1, active, await targets.due(slow, now(), organizationsWith(1, active), free));
    if (chosen.length) return { chosen, more: true };
  }
  const found = await targets.due(slow, now(), organizationsWith(mostOfOne, active), free);
  return { chosen: withinShare(mostOfOne, active, found), more: found.length === free };
}

/** The organizations of which at least so many targets are worked on. */
function organizationsWith(count: number, active: TargetRow[]): string[] {
  const busy = Map.groupBy(active, ({ organizationId }) => organizationId);
  return [...busy].filter(([, { length }]) => length >= count).map(([id]) => id);
}

/** Those of the targets that, together with what is worked on, keep each organization within a number. */
function withinShare(most: number, active: TargetRow[], found: TargetRow[]): TargetRow[] {
  const counted = [...active];
  return found.filter((target) => {
    const isWithin = counted.filter(({ organizationId }) => organizationId === target.organizationId).length < most;
    if (isWithin) counted.push(target);
    return isWithin;
  });
}
