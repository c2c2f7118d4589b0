import { once } from 'node:events';

/** Ends a turn, so that the next one begins. */
export type EndTurn = () => void;

/** Has those who want the same go one after another in this process. */
export interface Turns {
  /** Waits until all who came before have had their turn, or `signal` says that nobody waits for this one any more. */
  take(name: string, signal: AbortSignal): Promise<EndTurn>;
}

/** Turns of which each has a name; those of different names know nothing of each other. */
export function createTurns(): Turns {
  const lastOf = new Map<string, Promise<void>>();
  return {
    async take(name, signal) {
      const before = lastOf.get(name);
      const mine = Promise.withResolvers<void>();
      // Who gave up while waiting ends a turn that has not begun: the next one still waits for those before.
      const over = Promise.all([before, mine.promise]).then(() => {
        if (lastOf.get(name) === over) lastOf.delete(name);
      });
      lastOf.set(name, over);
      if (before && !signal.aborted) await Promise.race([before, once(signal, 'abort')]);
      return mine.resolve;
    },
  };
}
