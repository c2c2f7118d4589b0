import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something is so, five minutes at most. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 5 * 60_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Five minutes were not enough until ${what}.`);
    await pause(20);
  }
}
