import type { Attempter } from './attempter';
import { earlier } from './earlier';
import type { WithBody } from './bodies';
import type { DueDelivery } from './delivery-queue';
import type { Recorder } from './recorder';
import { resultOf } from './sender';
import type { GiveBack } from './slots';
import { healthAfter, slowMs, type Health, type TargetRow } from './target';
import type { TargetSettings } from './target-settings';

/** Some deliveries that are due to a target. */
interface Batch {
  target: TargetRow;
  health: Health;
  due: DueDelivery[];
  /** How many may be sent at once. */
  atOnce: number;
  slot(): Promise<GiveBack>;
  /** Whether there is time for another attempt. */
  mayAttempt(): boolean;
}

/** What came of a batch. */
interface BatchResult {
  health: Health;
  /** Whether an attempt was made at each. */
  complete: boolean;
  /** When the first of those that failed is due again. */
  dueAt?: Date;
}

/** What a batch is sent with. */
export interface BatchParts {
  attempter: Attempter;
  recorder: Recorder;
  settings: TargetSettings;
  withBody: WithBody;
}

/** Sends different resources side by side, and each resource's deliveries one after another. */
export async function sendBatch(
  parts: BatchParts,
  { target, due, atOnce, slot, mayAttempt, health }: Batch,
): Promise<BatchResult> {
  const { attempter, recorder, settings, withBody } = parts;
  const result: BatchResult = { health, complete: true };
  const written: Promise<void>[] = [];
  // Once the target is slow, its remaining deliveries are left for the slow lane: they take no slot of healthy targets and
  // keep their order. There they wait behind other targets: one that hangs keeps these waiting for one attempt, and one
  // whose answers are quick, be they failures, is sent many in a turn.
  let [isOver, switchedOff, spentMs] = [false, false, 0];

  async function deliver(delivery: DueDelivery): Promise<void> {
    const giveBack = await slot();
    try {
      const prepared = switchedOff || isOver || !mayAttempt() ? undefined : await settings.of(target);
      const outcome = prepared && (await attempter.attempt(prepared, await withBody(delivery, prepared)));
      if (!outcome) {
        result.complete = false;
        return;
      }
      spentMs += outcome.attempt.durationMs;
      result.health = healthAfter(result.health, outcome);
      isOver ||= target.slow ? spentMs >= slowMs : result.health.slow;
      const recorded = resultOf(delivery, outcome, prepared.delayAfter);
      result.dueAt = earlier(result.dueAt, recorded.dueAt);
      written.push(recorder.record(recorded));
      if (!outcome.succeeded && (await prepared.afterFailure(outcome, result.health))) switchedOff = true;
    } finally {
      giveBack();
    }
  }

  const series = byResource(due);
  const sendSeries = async () => {
    for (let next = series.shift(); next; next = series.shift()) for (const delivery of next) await deliver(delivery);
  };
  // All have ended before anyone reads again what is pending.
  const ended = await Promise.allSettled(Array.from({ length: Math.min(atOnce, series.length) }, sendSeries));
  await Promise.all(written);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
  if (switchedOff) settings.forget(target._id);
  return { ...result, complete: result.complete && !switchedOff };
}

function byResource(due: DueDelivery[]): DueDelivery[][] {
  const series = Map.groupBy(due, ({ aggregateId, _id }) => aggregateId || _id);
  return [...series.values()].map((deliveries) => deliveries.sort((a, b) => a.seq - b.seq));
}
