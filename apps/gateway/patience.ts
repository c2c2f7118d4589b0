import { AppError } from '@fileonion/errors';
import type { Target } from './target';

/** A change that cannot be put in force through Redis waits 6 s, and a repeated call waits 10 s for the first one. */
const deadlineMs = { read: 5_000, write: 15_000 };
/** What is left of it for the answer that who calls could not be found out. */
const reserveMs = 250;

/** Milliseconds within which a call is answered, besides the time that its body takes to arrive. */
export function patienceMs(target: Target): number {
  return target.kind === 'route' && target.route.method !== 'GET' ? deadlineMs.write : deadlineMs.read;
}

/** Waits for who calls, for no longer than the call's own time: a load of it may take longer, or follow another one. */
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
