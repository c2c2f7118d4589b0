import type { Logger } from '@fileonion/service-kit';

/** Works on one thing after another until it is told to stop. What fails is logged, and keeps nothing else waiting. */
export async function eachInTurn<Thing extends string | { _id: string }>(
  things: readonly Thing[],
  { signal, logger }: { signal: AbortSignal; logger: Logger },
  work: (thing: Thing) => Promise<void>,
): Promise<void> {
  for (const thing of things) {
    if (signal.aborted) return;
    try {
      await work(thing);
    } catch (err) {
      const id = typeof thing === 'string' ? thing : thing._id;
      logger.warn({ err, id }, 'Work of a sweep failed, and is tried again with the next');
    }
  }
}
