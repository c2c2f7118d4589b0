import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@fileonion/service-kit';
import { createAttempter } from './attempter';
import { createBodies } from './bodies';
import type { DeliveryMetrics } from './delivery-metrics';
import type { DeliveryRepository } from './delivery-repository';
import type { KeptEventRepository } from './kept-event-repository';
import { startLane, type Lane } from './lane';
import { createRecorder } from './recorder';
import type { Senders } from './sender';
import { createSlots } from './slots';
import type { TargetRow } from './target';
import type { TargetRepository } from './target-repository';
import { createTargetSettings } from './target-settings';

/** What the engine needs. */
interface EngineParts {
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
interface Engine {
  /** Looks at once instead of at the next poll. */
  wake(): void;
  /** Takes note that a target's settings have changed. */
  changed(targetId: string): void;
  /** Begins nothing new, lets what is in flight end for a while, then cuts it: it will be sent by others. */
  stop(): Promise<void>;
}

const drainMs = 8000;
const shareOfOne = 0.75;
const slowShare = 0.4;
const slowShareOfOne = 0.5;
const callsAtOnce = 4;

/** Starts to work on targets. Those that fail or are slow have a lane of their own, whose calls never take all places. */
export function startEngine(parts: EngineParts): Engine {
  const { targets, deliveries, now, logger, metrics } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const attempter = createAttempter({ now, logger, metrics });
  const recorder = createRecorder({ deliveries, logger, stopping: signal });
  const settings = createTargetSettings(parts);
  const withBody = createBodies(parts);
  const work = { targets, deliveries, settings, withBody, attempter, recorder, now, logger, stopping: signal };
  const lanes = lanesFor(parts.concurrency).map((lane) => startLane(work, lane));
  const [healthy] = lanes;

  return {
    // Slow targets are not due at once, unless somebody asks for a call: these are polled for.
    wake: () => healthy!.wake(),
    changed: settings.forget,
    async stop() {
      stopping.abort();
      lanes.forEach(({ wake }) => wake());
      const done = Promise.all(lanes.map((lane) => lane.done));
      const drained = await Promise.race([done, sleep(drainMs, undefined, { ref: false })]);
      if (!drained) attempter.cut();
      await done;
    },
  };
}

/**
 * A target that has taken nothing yet is sent one call at a time, so that new ones that hang take few places. However many
 * targets of an organization begin to hang, those of others find a quarter of all places free; and half of the slow lane
 * however many slow ones it has.
 */
function lanesFor(concurrency: number): Lane[] {
  const shareOf = (all: number, share: number) => Math.max(1, Math.floor(all * share));
  const mostOfOne = shareOf(concurrency, shareOfOne);
  const { take: slot } = createSlots(concurrency, mostOfOne);
  const workers = shareOf(concurrency, slowShare);
  const atOnce = ({ lastSuccessAt }: TargetRow) => (lastSuccessAt ? callsAtOnce : 1);
  return [
    { slow: false, workers: concurrency, mostOfOne, othersFirst: false, slot, atOnce },
    { slow: true, workers, mostOfOne: shareOf(workers, slowShareOfOne), othersFirst: true, slot, atOnce: () => 1 },
  ];
}
