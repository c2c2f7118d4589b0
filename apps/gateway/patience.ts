import { AppError } from '@fileonion/errors';
import type { Target } from './target';

/** Time for a burst of a key's whole limit to be served, also where services have little of the processor. */
export const readDeadlineMs = 10_000;
/** A change that cannot be put in force through Redis waits 6 s, and a repeated call waits 10 s for the first one. */
export const writeDeadlineMs = 15_000;
/** Kept back for answering that the caller could not be identified in time. */
const reserveMs = 250;

/** Milliseconds within which a call is answered, besides the time that its body takes to arrive. */
export function patienceMs(target: Target): number {
  return target.kind === 'route' && target.route.method !== 'GET' ? writeDeadlineMs : readDeadlineMs;
}

/** Waits for the caller's identity, at most for the call's own time: loading it may take longer. */
export async function inTime<T>(target: Target, identity: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('unavailable')), patienceMs(target) - reserveMs);
  });
  try {
    return await Promise.race([identity, late]);
  } finally {
    clearTimeout(timer);
  }
}
