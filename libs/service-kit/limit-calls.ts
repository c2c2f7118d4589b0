import { AppError } from '@fileonion/errors';
import type { Metrics } from './metrics';

/**
 * Lets calls in up to a number at work, so that too much load slows nobody down for long. What it gives is called when a
 * call comes, and gives in turn what is called when that has been answered; it throws an AppError to refuse the call.
 */
export function limitCalls(most: number, { shedCalls }: Metrics): () => () => void {
  let atWork = 0;
  return () => {
    if (atWork >= most) {
      shedCalls.inc();
      throw new AppError('unavailable', 'Too many calls are at work.', { retryAfterSeconds: 1 });
    }
    atWork += 1;
    return () => void (atWork -= 1);
  };
}
