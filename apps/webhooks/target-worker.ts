import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@fileonion/errors';
import type { Logger } from '@fileonion/service-kit';
import { sendBatch, type BatchParts } from './batch';
import type { DeliveryRepository } from './delivery-repository';
import { earlier } from './earlier';
import { keepLease, type OwnLease } from './lease-keeper';
import type { GiveBack } from './slots';
import { healthOf, type Health, type TargetRow } from './target';
import type { TargetRepository } from './target-repository';

/** What the engine works with. */
export interface WorkerParts extends BatchParts {
  targets: TargetRepository;
  deliveries: DeliveryRepository;
  now: () => Date;
  logger: Logger;
  /** Aborted when no further attempt is to be made. */
  stopping: AbortSignal;
}

/** How much a target may be sent at once, and the right to send. */
export interface Allowance {
  atOnce(target: TargetRow): number;
  slot(organizationId: string): Promise<GiveBack>;
}

const batchSize = 100;
const pauseMs = 500;

/** After this long others should have their turn. */
const turnMs = 20_000;
/** So long a target is left alone whose work met a fault that may stay. */
const faultMs = 60_000;

/**
 * Sends what is due to a target until nothing is, it belongs to the other lane, or others should have their turn, which
 * with slow ones is soon; then gives the lease back. What is left is due behind all that wait already. A fault that may
 * stay occupies no worker: the target is due again in a minute.
 */
export async function workOn(
  parts: WorkerParts,
  allowance: Allowance,
  target: TargetRow,
  taken: OwnLease,
): Promise<void> {
  const { targets, now, logger, stopping } = parts;
  const lease = keepLease(parts, target, taken);
  const elapsed = stopwatch();
  const mayAttempt = () => !stopping.aborted && lease.held() && elapsed() < turnMs;
  let health = healthOf(target);
  while (lease.held()) {
    try {
      const turn = await takeTurn(parts, { ...allowance, mayAttempt }, target, health);
      health = turn.health;
      const goesOn = !health.slow && !target.slow;
      if (turn.more && goesOn && mayAttempt()) continue;
      const dueAt = turn.more || !mayAttempt() ? now() : turn.dueAt;
      if (await targets.release(target, taken, now(), { ...health, dueAt })) break;
      await targets.takeMark(target, taken);
    } catch (err) {
      logger.warn({ err, targetId: target._id }, 'Work on a target was interrupted');
      if (!mayAttempt()) break;
      if (!mayPassSoon(err)) {
        lease.end();
        return leaveAlone(parts, target, taken);
      }
      await sleep(pauseMs);
    }
  }
  lease.end();
}

/** If this cannot be written either, the target is due when the lease ends. */
async function leaveAlone({ targets, now }: WorkerParts, target: TargetRow, { token }: OwnLease): Promise<void> {
  await targets.renew(target, { token, until: new Date(now().getTime() + faultMs) }).catch(() => undefined);
}

/** Whether the database is away, which comes back by itself. */
function mayPassSoon(error: unknown): boolean {
  return error instanceof AppError && error.reason === 'unavailable';
}

interface Turn {
  health: Health;
  /** Whether something may still be due. */
  more: boolean;
  /** Otherwise, when something will be. */
  dueAt?: Date;
}

/** Sends the next deliveries of a target. */
async function takeTurn(
  parts: WorkerParts,
  allowance: Allowance & { mayAttempt(): boolean },
  target: TargetRow,
  health: Health,
): Promise<Turn> {
  const { deliveries, settings, now } = parts;
  const pending = await deliveries.pending(target, batchSize);
  const [first] = pending;
  if (!first) return { health, more: false };
  // What waits for later ends at once where the target is switched off.
  if (!(await settings.of(target))) return { health, more: false, dueAt: await whenMoreEnds(parts, target) };
  const moment = now();
  const due = pending.filter(({ dueAt = moment }) => dueAt <= moment);
  if (!due.length) return { health, more: false, dueAt: first.dueAt };
  const { mayAttempt, slot } = allowance;
  const sent = await sendBatch(parts, {
    target,
    health,
    due,
    atOnce: allowance.atOnce(target),
    slot: () => slot(target.organizationId),
    mayAttempt,
  });
  const more = !sent.complete || pending.length === batchSize;
  return { health: sent.health, more, dueAt: earlier(sent.dueAt, pending[due.length]?.dueAt) };
}

/** What a process whose clock is ahead has queued does not end with the rest. */
async function whenMoreEnds({ deliveries, now }: WorkerParts, target: TargetRow): Promise<Date | undefined> {
  const [left] = await deliveries.pending(target, 1);
  return left && new Date(now().getTime() + pauseMs);
}

/** Milliseconds since now, whatever becomes of the clock. */
function stopwatch(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}
