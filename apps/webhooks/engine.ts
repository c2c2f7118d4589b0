import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBell } from '@fileonion/events';
import type { Logger } from '@fileonion/service-kit';
import { createAttempter } from './attempter';
import type { DeliveryMetrics } from './delivery-metrics';
import type { DeliveryRepository } from './delivery-repository';
import type { KeptEventRepository } from './kept-event-repository';
import { createRecorder } from './recorder';
import type { Senders } from './sender';
import { createSlots } from './slots';
import type { TargetRepository } from './target-repository';
import { createTargetSettings } from './target-settings';
import { LEASE_MS, workOn, type Allowance } from './target-worker';

/** What the engine needs. */
export interface EngineParts {
  targets: TargetRepository;
  deliveries: DeliveryRepository;
  keptEvents: KeptEventRepository;
  senders: Senders;
  /** How many calls may be in flight. */
  concurrency: number;
  now: () => Date;
  logger: Logger;
  metrics: DeliveryMetrics;
}

/** Sends what is due. */
export interface Engine {
  /** Looks at once instead of at the next poll. */
  wake(): void;
  /** Takes note that a target's settings have changed. */
  changed(targetId: string): void;
  /** Begins nothing new, lets what is in flight end for a while, then cuts it: it will be sent by others. */
  stop(): Promise<void>;
}

/** Targets that are due, and the right to send to them. */
interface Lane extends Allowance {
  slow: boolean;
  workers: number;
}

const POLL_MS = 500;
const DRAIN_MS = 8000;
const SLOW_SHARE = 0.4;
const AT_ONCE = 4;

/** Starts to work on targets. Those that fail or are slow have a lane of their own, whose calls never take all places. */
export function startEngine(parts: EngineParts): Engine {
  const { targets, deliveries, keptEvents, now, logger, metrics } = parts;
  const attempter = createAttempter({ now, logger, metrics });
  const stopping = new AbortController();
  const recorder = createRecorder({ deliveries, logger, stopping: stopping.signal });
  const settings = createTargetSettings(parts);
  const work = {
    targets,
    deliveries,
    keptEvents,
    settings,
    attempter,
    recorder,
    now,
    logger,
    stopping: stopping.signal,
  };
  const lanes = lanesFor(parts.concurrency).map((lane) => ({ lane, bell: createBell() }));

  async function run(lane: Lane, bell: ReturnType<typeof createBell>): Promise<void> {
    const active = new Set<Promise<void>>();
    while (!stopping.signal.aborted) {
      if (active.size >= lane.workers) {
        await Promise.race(active);
        continue;
      }
      const lease = { token: randomUUID(), until: new Date(now().getTime() + LEASE_MS) };
      const target = await claim(lane.slow, lease);
      if (!target) {
        await bell.rung(POLL_MS);
        continue;
      }
      const working = workOn(work, lane, target, lease).finally(() => active.delete(working));
      active.add(working);
    }
    await Promise.all(active);
  }

  async function claim(slow: boolean, lease: { token: string; until: Date }) {
    try {
      return await targets.claim(slow, now(), lease);
    } catch (err) {
      logger.warn({ err }, 'no target could be claimed, trying again');
      return undefined;
    }
  }

  const done = Promise.all(lanes.map(({ lane, bell }) => run(lane, bell)));
  return {
    wake: () => lanes.forEach(({ bell }) => bell.ring()),
    changed: settings.forget,
    async stop() {
      stopping.abort();
      lanes.forEach(({ bell }) => bell.ring());
      const drained = await Promise.race([done.then(() => true), sleep(DRAIN_MS, false, { ref: false })]);
      if (!drained) attempter.cut();
      await done;
    },
  };
}

/** A target that has taken nothing yet is sent one call at a time, so that new ones that hang take few places. */
function lanesFor(concurrency: number): Lane[] {
  const { take: slot } = createSlots(concurrency);
  return [
    { slow: false, workers: concurrency, slot, atOnce: ({ lastSuccessAt }) => (lastSuccessAt ? AT_ONCE : 1) },
    { slow: true, workers: Math.max(1, Math.floor(concurrency * SLOW_SHARE)), slot, atOnce: () => 1 },
  ];
}
