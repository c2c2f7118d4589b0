import { say } from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';
import { startReceiver } from '@fileonion/testing';
import { createCalls } from './calls';
import { createDisturbances } from './disturbances';
import { faultsInOrder, makeFaults, restartsInTurn, type Scene } from './faults';
import { revokeOn, tryRevokedOn, type KeyCounts } from './key-load';
import { killAtRandom } from './kills';
import { createLedger, type ReceivedEvent } from './ledger';
import { limitOn, type Window } from './limit-load';
import type { Options } from './options';
import { randomFrom, type Random } from './random';
import { createRecovery } from './recovery';
import { report } from './report';
import { startStack } from './stack';
import { verify } from './verify';
import { createWriter, writeOn } from './write-load';

const writers = 4;
const killingMs = 120_000;

/** Makes faults under load, and answers which guarantees were broken. */
export async function run(dataDir: string, lifecycle: Lifecycle, options: Options): Promise<string[]> {
  const { seed, mode } = options;
  const rolling = mode === 'rolling';
  say(`Seed ${seed}`);
  const random = randomFrom(seed);
  const stack = await startStack(dataDir, lifecycle, rolling ? { INSTANCES: '2' } : {});
  const receiver = await startReceiver();
  const disturbances = createDisturbances();
  const calls = createCalls(stack, disturbances, rolling);
  const ledger = createLedger();
  const writer = createWriter(calls, ledger);
  const keys: KeyCounts = { revoked: [], refused: 0, admitted: 0 };
  const windows: Window[] = [];
  const events = () => receiver.calls.map(({ event }) => event as ReceivedEvent);
  try {
    await calls.served({ method: 'POST', path: '/api/v2/webhooks', body: { url: receiver.url, events: ['*'] } });
    const { entry: probe } = await writer.create('client');
    const received = (value: string) => events().some(({ data }) => data['name'] === value);
    const recovery = createRecovery({ calls, writer, gateways: stack.gateways.length }, probe, received);

    const over = new AbortController();
    const parts = { calls, ledger, writer, disturbances };
    const load = [
      ...Array.from({ length: writers }, () => writeOn(writer, random, over.signal)),
      revokeOn(parts, keys, over.signal),
      tryRevokedOn(calls, keys, over.signal),
      limitOn(parts, windows, over.signal),
    ];
    const ended = Promise.all(load.map((user) => user.catch((error: Error) => calls.problems.push(error.message))));
    await disturb({ stack, recovery, disturbances, problems: calls.problems }, options, random);
    over.abort();
    await ended;

    const remains = { calls, ledger, keys, windows, events };
    report(remains, await verify(remains), recovery);
    return rolling ? [...new Set([...calls.problems, ...calls.failed])] : calls.problems;
  } finally {
    await receiver.stop();
  }
}

async function disturb(scene: Scene, { mode }: Options, random: Random): Promise<void> {
  if (mode === 'events') return killAtRandom(scene, random, killingMs);
  const faults = mode === 'rolling' ? restartsInTurn() : faultsInOrder(random, mode === 'short');
  await makeFaults(scene, faults, mode === 'short' ? 2000 : 10_000);
}
