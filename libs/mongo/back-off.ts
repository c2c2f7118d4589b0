import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@fileonion/errors';
import type { RequestContext } from '@fileonion/service-kit';
import { selectionMs } from './connection';
import { toAppError } from './faults';

const longestWaitMs = 250;
/** What is left of a call's time for the answer that the server is away. */
const reserveMs = 250;

/** @throws AppError `deadline_exceeded` */
export function checkDeadline(ctx: RequestContext): void {
  if (ctx.signal.aborted || Date.now() >= ctx.deadline) throw new AppError('deadline_exceeded');
}

/**
 * Waits before the next attempt, at random, so that those who conflicted do not meet again. Gives up, because of `error`,
 * when the wait would outlive the call; or the next look for a server that is away, whose caller learns of that in time.
 */
export async function backOff(ctx: RequestContext, attempt: number, error: unknown): Promise<void> {
  const wait = Math.random() * Math.min(longestWaitMs, 5 * 2 ** attempt);
  const mapped = toAppError(error);
  const away = mapped instanceof AppError && mapped.reason === 'unavailable';
  const needed = away ? wait + selectionMs + reserveMs : wait;
  if (Date.now() + needed < ctx.deadline && !ctx.signal.aborted) return pause(wait);
  if (mapped instanceof AppError) throw mapped;
  throw new AppError('unavailable', undefined, { retryAfterSeconds: 1, cause: error });
}
