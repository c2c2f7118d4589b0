import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@fileonion/service-kit';
import type { Attempter } from './attempter';
import type { DeliveryRepository, DueDelivery } from './delivery-repository';
import type { Recorder } from './recorder';
import { resultOf, type PreparedTarget, type Senders } from './sender';
import type { GiveBack } from './slots';
import { healthAfter, type Health, type TargetRow } from './target';
import type { Lease, TargetRepository } from './target-repository';

/** What the engine works with. */
export interface WorkerParts {
  targets: TargetRepository;
  deliveries: DeliveryRepository;
  senders: Senders;
  attempter: Attempter;
  recorder: Recorder;
  now: () => Date;
  logger: Logger;
  /** Aborted when no further attempt is to be made. */
  stopping: AbortSignal;
}

/** How much a target may be sent at once, and the right to send. */
export interface Allowance {
  atOnce(target: TargetRow): number;
  slot(): Promise<GiveBack>;
}

const BATCH = 24;
const PAUSE_MS = 500;
// For so long settings are taken for the present ones: what is switched off is sent nothing afterwards.
const FRESH_MS = 2000;

/** A lease outlives its work: the last attempt, its 15 seconds, and the writing of its result. */
export const LEASE_MS = 60_000;
const LAST_BATCH_MS = 20_000;
const LAST_ATTEMPT_MS = 40_000;
const LAST_RELEASE_MS = 55_000;

/** Sends what is due to a target until nothing is, or others should have their turn; then gives the lease back. */
export async function workOn(parts: WorkerParts, allowance: Allowance, target: TargetRow, lease: Lease): Promise<void> {
  const { targets, deliveries, now, logger, stopping } = parts;
  const elapsed = stopwatch();
  const isOver = () => stopping.aborted || elapsed() > LAST_BATCH_MS;
  const mayAttempt = () => !stopping.aborted && elapsed() < LAST_ATTEMPT_MS;
  let health: Health = target;
  while (elapsed() < LAST_RELEASE_MS) {
    try {
      const due = await deliveries.due(target, now(), BATCH);
      if (due.length && !isOver()) {
        health = await sendBatch(parts, { target, health, due, allowance, mayAttempt });
        continue;
      }
      const dueAt = due.length ? now() : await deliveries.nextDueAt(target);
      if (await targets.release(target, lease, dueAt, health)) return;
      await targets.takeMark(target, lease);
    } catch (err) {
      logger.warn({ err, targetId: target._id }, 'work on a target was interrupted');
      await sleep(PAUSE_MS);
    }
  }
}

interface Batch {
  target: TargetRow;
  health: Health;
  due: DueDelivery[];
  allowance: Allowance;
  mayAttempt(): boolean;
}

/** Sends different resources side by side, and each resource's deliveries one after another. */
async function sendBatch(
  parts: WorkerParts,
  { target, due, allowance, mayAttempt, ...before }: Batch,
): Promise<Health> {
  const { attempter, recorder } = parts;
  const settings = freshSettings(parts, target, due);
  const written: Promise<void>[] = [];
  let { health } = before;
  let switchedOff = false;

  async function deliver(delivery: DueDelivery): Promise<void> {
    const giveBack = await allowance.slot();
    try {
      const prepared = switchedOff || !mayAttempt() ? undefined : await settings();
      const outcome = prepared && (await attempter.attempt(prepared, delivery));
      if (!outcome) return;
      health = healthAfter(health, outcome);
      if (!outcome.succeeded) switchedOff ||= await prepared.afterFailure(outcome, health);
      written.push(recorder.record(resultOf(delivery, outcome, prepared.delayAfter)));
    } finally {
      giveBack();
    }
  }

  const series = byResource(due);
  const sendSeries = async () => {
    for (let next = series.shift(); next; next = series.shift()) for (const delivery of next) await deliver(delivery);
  };
  await Promise.all(Array.from({ length: allowance.atOnce(target) }, sendSeries));
  await Promise.all(written);
  return health;
}

/** The target's present settings. Where it is switched off, what was queued until then ends. */
function freshSettings({ senders, deliveries, now }: WorkerParts, target: TargetRow, due: DueDelivery[]) {
  let age = stopwatch();
  let settings: Promise<PreparedTarget | undefined> | undefined;

  async function read(): Promise<PreparedTarget | undefined> {
    const readAt = new Date();
    const prepared = await senders[target.kind].prepare(target, due);
    if (!prepared) await deliveries.giveUp(target, readAt, now());
    return prepared;
  }

  return () => {
    if (settings && age() < FRESH_MS) return settings;
    age = stopwatch();
    return (settings = read());
  };
}

function byResource(due: DueDelivery[]): DueDelivery[][] {
  const series = Map.groupBy(due, ({ aggregateId, _id }) => aggregateId || _id);
  return [...series.values()].map((deliveries) => deliveries.sort((a, b) => a.seq - b.seq));
}

/** Milliseconds since now, whatever becomes of the clock. */
function stopwatch(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}
