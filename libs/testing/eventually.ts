import { setTimeout as pause } from 'node:timers/promises';

/** Calls `check` until it no longer throws, and gives its result; after `within` milliseconds its last error is thrown. */
export async function eventually<T>(check: () => T | Promise<T>, { within = 10_000 } = {}): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(20);
    }
  }
}
