import { setTimeout as delay } from 'node:timers/promises';
import { say } from '@fileonion/embedded';
import { until } from '@fileonion/testing';
import type { Scene } from './faults';
import { oneOf, type Random } from './random';

/** What makes events, what carries them, and what delivers them. */
const parts = ['keys', 'teams', 'requests', 'webhooks', 'kafka', 'mongo'];
const mostPauseMs = 4000;
const startMs = 90_000;

/** Kills parts at random moments for a while, whether or not all was well again after the kill before. */
export async function killAtRandom(
  { stack, disturbances, problems }: Omit<Scene, 'recovery'>,
  random: Random,
  forMs: number,
): Promise<void> {
  const kills = new Map<string, number>();
  const end = Date.now() + forMs;
  while (Date.now() < end) {
    await delay(random() * mostPauseMs);
    const part = oneOf(parts, random);
    const pid = stack.pidOf(part);
    const healed = disturbances.begin({ part, how: 'killed' });
    process.kill(pid, 'SIGKILL');
    kills.set(part, (kills.get(part) ?? 0) + 1);
    const started = await until(() => stack.pidOf(part) !== pid, startMs);
    if (!started) problems.push(`${part} was killed and is not started again`);
    healed();
  }
  say(`Kills:     ${[...kills].map(([part, times]) => `${times} × ${part}`).join(', ')}`);
}
