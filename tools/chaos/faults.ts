import { setTimeout as delay } from 'node:timers/promises';
import { say } from '@fileonion/embedded';
import { until } from '@fileonion/testing';
import type { Disturbances, Fault } from './disturbances';
import { shuffled, type Random } from './random';
import type { Recovery } from './recovery';
import type { Stack } from './stack';

const gateways = ['gateway', 'gateway2'];
const backends = ['teams', 'keys', 'requests', 'shares', 'webhooks'];
const stores = ['mongo', 'redis', 'kafka'];

/** What a run of faults works on. */
export interface Scene {
  stack: Stack;
  recovery: Recovery;
  disturbances: Disturbances;
  problems: string[];
}

/** Every part killed and paused, in an order that the seed decides; a short run has three of these. */
export function faultsInOrder(random: Random, short: boolean): Fault[] {
  const all = [...gateways, ...backends, ...stores].flatMap((part): Fault[] => [
    { part, how: 'killed' },
    { part, how: 'paused' },
  ]);
  return shuffled(all, random).slice(0, short ? 3 : all.length);
}

/** Both instances of every service restarted as an upgrade does it, gateways last. */
export function restartsInTurn(): Fault[] {
  const order = [...backends.flatMap((name) => [name, `${name}2`]), ...gateways];
  return order.map((part) => ({ part, how: 'restarted' }));
}

/** Makes faults one after the other, each when all is well again after the one before. */
export async function makeFaults(scene: Scene, faults: Fault[], pauseMs: number): Promise<void> {
  for (const fault of faults) {
    const healed = scene.disturbances.begin(fault);
    const { over, startedMs } = await makeFault(scene, fault, pauseMs);
    const recovered = await scene.recovery.wait(fault);
    healed();
    const seconds = ((Date.now() - over) / 1000).toFixed(1);
    const started = startedMs === undefined ? '' : `, started after ${(startedMs / 1000).toFixed(1)} s`;
    const end = recovered ? `all calls served after ${seconds} s` : 'NOT WELL';
    say(`  ${fault.part.padEnd(8)} ${fault.how.padEnd(9)} ${end}${started}`);
    if (!recovered) scene.problems.push(`${fault.part} was ${fault.how}, and calls fail a minute later`);
  }
}

/** Answers when the fault was over: when the part went on, or was dead and had to be started anew. */
async function makeFault(
  { stack, problems }: Scene,
  { part, how }: Fault,
  pauseMs: number,
): Promise<{ over: number; startedMs?: number }> {
  const pid = stack.pidOf(part);
  if (how === 'paused') {
    process.kill(pid, 'SIGSTOP');
    await delay(pauseMs);
    process.kill(pid, 'SIGCONT');
    return { over: Date.now() };
  }
  process.kill(pid, how === 'killed' ? 'SIGKILL' : 'SIGTERM');
  const over = Date.now();
  const started = await until(() => stack.pidOf(part) !== pid, 90_000);
  if (!started) problems.push(`${part} was ${how} and is not started again`);
  return { over, startedMs: Date.now() - over };
}
