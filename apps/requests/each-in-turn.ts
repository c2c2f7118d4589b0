import type { Logger } from '@fileonion/service-kit';

/** Works on one thing after another until it is told to stop. What fails is logged, and keeps nothing else waiting. */
export async function eachInTurn<T>(
  things: readonly T[],
  { signal, logger }: { signal: AbortSignal; logger: Logger },
  work: (thing: T) => Promise<void>,
): Promise<void> {
  for (const thing of things) {
    if (signal.aborted) return;
    try {
      await work(thing);
    } catch (err) {
      logger.warn({ err }, 'Work of a sweep failed, and is tried again with the next');
    }
  }
}
