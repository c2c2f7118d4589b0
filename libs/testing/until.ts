import { setTimeout as delay } from 'node:timers/promises';

/** Waits until something is so; false when it is not within that time. */
export async function until(check: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (!(await check())) {
    if (Date.now() > end) return false;
    await delay(50);
  }
  return true;
}
