import { randomUUID } from 'node:crypto';
import { createBell } from '@fileonion/events';
import type { TargetRow } from './target';
import { LEASE_MS, workOn, type Allowance, type WorkerParts } from './target-worker';

/** Some of the targets that are due, and the right to send to them. */
export interface Lane extends Allowance {
  slow: boolean;
  /** How many targets may be worked on at once. */
  workers: number;
}

const POLL_MS = 500;

/** Works on the targets of a lane until the engine stops; `done` resolves when nothing is worked on any more. */
export function startLane(parts: WorkerParts, lane: Lane): { wake(): void; done: Promise<void> } {
  const { targets, now, logger, stopping } = parts;
  const bell = createBell();
  const active = new Set<Promise<void>>();

  async function run(): Promise<void> {
    while (!stopping.aborted) {
      if (active.size >= lane.workers) await Promise.race(active);
      else if (!(await workOnNext())) await bell.rung(POLL_MS);
    }
    await Promise.all(active);
  }

  async function workOnNext(): Promise<boolean> {
    const lease = { token: randomUUID(), until: new Date(now().getTime() + LEASE_MS) };
    const target = await claim(lease);
    if (!target) return false;
    const working = workOn(parts, lane, target, lease).finally(() => active.delete(working));
    active.add(working);
    return true;
  }

  async function claim(lease: { token: string; until: Date }): Promise<TargetRow | undefined> {
    try {
      return await targets.claim(lane.slow, now(), lease);
    } catch (err) {
      logger.warn({ err }, 'no target could be claimed, trying again');
      return undefined;
    }
  }

  return { wake: bell.ring, done: run() };
}
