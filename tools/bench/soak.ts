import { say } from '@fileonion/embedded';
import { startReceiver } from '@fileonion/testing';
import { printTable } from './print';
import { readSizes } from './sizes';
import { aMix, send } from './soak-load';
import { watchMemory } from './soak-memory';
import { withStack } from './soak-stack';
import { percentile } from './statistics';

const defaults = { rate: 200, seconds: 600, warmup: 60 };

/** Memory of every service under a steady load over public HTTP. */
export async function benchSoak(args: string[]): Promise<void> {
  const { rate, seconds, warmup } = readSizes(args, defaults);
  const receiver = await startReceiver();
  try {
    await withStack(async (stack) => {
      const [gateway] = stack.gateways as [string];
      const { apiKey } = stack;
      const load = { gateway, apiKey, mix: await aMix(gateway, apiKey, receiver.url) };
      await send(load, { rate, seconds: warmup });

      const over = new AbortController();
      const memory = watchMemory(stack, over.signal);
      const started = performance.now();
      const { statuses, times } = await send(load, { rate, seconds });
      const took = (performance.now() - started) / 1000;
      over.abort();
      printTable(await memory);
      const kinds = [...statuses].sort().map(([status, count]) => `${count} × ${status}`);
      say(`${(times.length / took).toFixed(0)} requests/s for ${took.toFixed(0)} s: ${kinds.join(', ')}`);
      say(`p50 ${percentile(times, 0.5).toFixed(0)} ms, p99 ${percentile(times, 0.99).toFixed(0)} ms`);
      say(`${receiver.calls.length} webhooks received`);
    });
  } finally {
    await receiver.stop();
  }
}
