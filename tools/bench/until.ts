import { until as soon } from '@fileonion/testing';

/** Waits until something is so. @throws after five minutes */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await soon(isSo, 5 * 60_000))) throw new Error(`Five minutes were not enough until ${what}.`);
}
