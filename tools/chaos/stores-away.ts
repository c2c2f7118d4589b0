import { setTimeout as delay } from 'node:timers/promises';
import { say } from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';
import { apiClient, startReceiver, type WebhookReceiver } from '@fileonion/testing';
import { judge, type Outage } from './outage';
import { makeProbes, probeOn, type Probe, type Sample } from './probes';
import { startStack, type Stack } from './stack';
import { startStores, type Store } from './stores';

/** Longer than the deadline of a write, so that it is seen to be kept. */
const awayMs = 17_000;
/** Twice the time within which all has to be well again. */
const watchedMs = 10_000;

/** Takes each store away, dead and then silent, while every service is called, and answers which guarantees were broken. */
export async function runAway(dataDir: string, lifecycle: Lifecycle): Promise<string[]> {
  const stores = await startStores(dataDir, lifecycle);
  const env = Object.fromEntries(stores.map(({ variable, server }) => [variable, server.uri]));
  const stack = await startStack(dataDir, lifecycle, env);
  const receiver = await startReceiver();
  lifecycle.onStop('receiver', () => receiver.stop());
  const gateway = stack.gateways[0]!;
  const api = apiClient(gateway, stack.apiKey);
  await api.must('POST', '/api/v2/webhooks', { url: receiver.url, events: ['client.updated'] });
  const probes = await makeProbes(gateway, stack.apiKey, () => crypto.randomUUID());
  const problems: string[] = [];
  for (const how of ['killed', 'paused'] as const) {
    for (const store of stores) {
      const outage = await makeOutage({ stack, probes, receiver }, store, how);
      problems.push(...judge(outage, say));
    }
  }
  return problems;
}

async function makeOutage(
  { stack, probes, receiver }: { stack: Stack; probes: Probe[]; receiver: WebhookReceiver },
  store: Store,
  how: 'killed' | 'paused',
): Promise<Outage> {
  const samples: Sample[] = [];
  const over = new AbortController();
  const where = { gateway: stack.gateways[0]!, apiKey: stack.apiKey };
  const load = probes.map((probe) => probeOn(probe, where, samples, over.signal));
  await delay(1000);
  const { pid, exited } = store.server;
  const goneAt = Date.now();
  process.kill(pid, how === 'killed' ? 'SIGKILL' : 'SIGSTOP');
  if (how === 'killed') await exited;
  await delay(awayMs);
  if (how === 'killed') await store.startAgain();
  else process.kill(pid, 'SIGCONT');
  const backAt = Date.now();
  await delay(watchedMs);
  over.abort();
  await Promise.all(load);
  const events = receiver.calls.map(({ event, at }) => ({ name: String(event.data.name), at }));
  return { store: store.name, how, goneAt, backAt, samples, events };
}
