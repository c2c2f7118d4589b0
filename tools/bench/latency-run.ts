import { setTimeout as pause } from 'node:timers/promises';
import type { EventType } from '@fileonion/contract/events';
import { watchMemory } from './memory';
import type { Commit, ToCommit } from './producer';
import type { Sink } from './sink';
import { percentile } from './statistics';
import { until } from './until';
import type { WebhooksChild } from './webhooks-child';

/** What is committed, and who gets it. */
export interface LatencyLoad {
  perSecond: number;
  count: number;
  types: EventType[];
  /** How many targets get each event. */
  perEvent: number;
}

const secondMs = 1000;
// As many as a service has connections to its database.
const mostAtOnce = 50;

/** Commits events to an outbox at a steady rate and compares their receipts with their commits. */
export async function measureLatency({ child, owner, connection }: WebhooksChild, sink: Sink, load: LatencyLoad) {
  const { perSecond, count, types, perEvent } = load;
  const commitOne = (n: number) => {
    const toCommit: ToCommit = { organizationId: owner.organizationId, type: types[n % types.length]! };
    return child.ask<Commit>('commit', toCommit);
  };
  const commit = (count: number) => steadily(perSecond, count, commitOne);
  // A target is sent more at once after its first success.
  const first = types.length * 3;
  await commit(first);
  await until('all targets have taken something', () => sink.delivered() >= first * perEvent);
  sink.clear();

  const before = await child.usage();
  const { done, memory } = await watchMemory(child, async () => {
    const started = Date.now();
    const commits = await commit(count);
    const committing = Date.now() - started;
    await until('all has been received', () => sink.delivered() >= count * perEvent);
    return { commits, committing };
  });
  const { commits, committing } = done;
  const after = await child.usage();

  const committedAt = new Map(commits.map(({ eventId, at }) => [`evt_${eventId}`, at]));
  const delays = sink.receipts.flatMap(({ eventId, at }) => {
    const from = committedAt.get(eventId);
    return from === undefined ? [] : [Math.max(0, at - from)];
  });
  return {
    receipts: delays.length,
    duplicates: sink.receipts.length - sink.delivered(),
    'commits/s': (count * secondMs) / committing,
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
    most: Math.max(...delays),
    'CPU ms/receipt': (after.cpuMs - before.cpuMs) / delays.length,
    ...memory,
    deliveries: await connection.collection('deliveries').countDocuments(),
  };
}

/** Does work at a steady rate, or as fast as it can be done where that is slower. */
async function steadily<T>(perSecond: number, count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const started = performance.now();
  const done: T[] = [];
  let next = 0;
  async function keepWorking(): Promise<void> {
    for (let n = next++; n < count; n = next++) {
      await pause(Math.max(0, started + (n * secondMs) / perSecond - performance.now()));
      done.push(await work(n));
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, keepWorking));
  return done;
}
