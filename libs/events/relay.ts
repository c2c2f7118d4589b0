import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, Metrics } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import { createBell } from './bell';
import type { EventBus } from './bus';
import { holdLease } from './lease';
import { createPublisher } from './outbox-publisher';
import { nextRows } from './outbox-reader';
import { committedSignal, outboxModel } from './outbox-row';

/** Publishes what a service's outbox holds. */
export interface Relay {
  stop(): Promise<void>;
}

interface RelayOptions {
  connection: Connection;
  bus: EventBus;
  topic: string;
  logger: Logger;
  metrics: Metrics;
}

const pollMs = 250;
const longestPauseMs = 1000;
const stopMs = 10_000;

/**
 * Starts to publish the outbox of a database. Of several relays one is active. An event is deleted once the bus has it:
 * it is published at least once, and the events of an aggregate in their order.
 */
export function startRelay({ connection, bus, topic, logger, metrics }: RelayOptions): Relay {
  const rows = outboxModel(connection);
  const publish = createPublisher({ rows, bus, topic, logger, metrics });
  const lease = holdLease(connection, 'relay');
  const stopping = new AbortController();
  const bell = createBell();
  connection.on(committedSignal, bell.ring);
  const mayPublish = () => !stopping.signal.aborted && lease.held();

  async function publishPending(): Promise<boolean> {
    if (!mayPublish()) return false;
    const batch = await nextRows(connection, rows);
    await publish(batch, mayPublish);
    return batch.length > 0;
  }

  async function run(): Promise<void> {
    let pause = pollMs;
    while (!stopping.signal.aborted) {
      try {
        if (!(await publishPending())) await bell.rung(pollMs);
        pause = pollMs;
      } catch (err) {
        logger.warn({ err, topic }, 'The outbox could not be published, trying again');
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
        pause = Math.min(pause * 2, longestPauseMs);
      }
    }
  }

  const done = run();
  return {
    async stop() {
      connection.off(committedSignal, bell.ring);
      stopping.abort();
      bell.ring();
      await Promise.race([done, sleep(stopMs, undefined, { ref: false })]);
      await lease.release();
    },
  };
}
