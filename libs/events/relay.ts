import { setTimeout as sleep } from 'node:timers/promises';
import type { Metrics } from '@fileonion/service-kit';
import type { Connection, Model } from 'mongoose';
import type { Logger } from 'pino';
import { createBell } from './bell';
import type { BusMessage, EventBus } from './bus';
import { holdLease, type Lease } from './lease';
import { createOutboxMetrics } from './outbox-metrics';
import { COMMITTED, outboxModel, type OutboxRow } from './outbox-row';
import { nextRows } from './outbox-reader';

/** Publishes what a service's outbox holds. */
export interface Relay {
  /** Looks at once instead of at the next poll. */
  wake(): void;
  /** How many events wait. */
  pending(): Promise<number>;
  stop(): Promise<void>;
}

interface RelayOptions {
  connection: Connection;
  bus: EventBus;
  topic: string;
  logger: Logger;
  metrics: Metrics;
}

const POLL_MS = 250;
const LONGEST_PAUSE_MS = 5000;
const STOP_MS = 10_000;
const BYTES_AT_ONCE = 512 * 1024;

/**
 * Starts to publish the outbox of a database. Of several relays one is active. An event is deleted once the bus has it:
 * it is published at least once, and the events of an aggregate in their order.
 */
export function startRelay({ connection, bus, topic, logger, metrics }: RelayOptions): Relay {
  const rows = outboxModel(connection);
  const { published } = createOutboxMetrics(metrics, topic, rows);
  const lease = holdLease(connection, 'relay');
  const stopping = new AbortController();
  const bell = createBell();
  connection.on(COMMITTED, bell.ring);
  let topicExists = false;

  async function publishPending(): Promise<boolean> {
    if (!lease.held()) return false;
    if (!topicExists) await bus.ensureTopics([topic]);
    topicExists = true;
    const batch = await nextRows(connection, rows);
    for (const part of inParts(batch)) {
      if (stopping.signal.aborted || !lease.held()) return false;
      await publish(bus, topic, rows, part);
      published(part.length);
    }
    return batch.length > 0;
  }

  async function run(): Promise<void> {
    let pause = POLL_MS;
    while (!stopping.signal.aborted) {
      try {
        if (!(await publishPending())) await bell.rung(POLL_MS);
        pause = POLL_MS;
      } catch (err) {
        logger.warn({ err, topic }, 'the outbox could not be published, trying again');
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  const done = run();
  return {
    wake: bell.ring,
    pending: () => rows.countDocuments({}),
    async stop() {
      connection.off(COMMITTED, bell.ring);
      stopping.abort();
      bell.ring();
      await Promise.race([done, sleep(STOP_MS, undefined, { ref: false })]);
      await lease.release();
    },
  };
}

async function publish(bus: EventBus, topic: string, rows: Model<OutboxRow>, batch: OutboxRow[]): Promise<void> {
  await bus.publish(topic, batch.map(toMessage));
  await rows.deleteMany({ _id: { $in: batch.map(({ _id }) => _id) } });
}

function toMessage({ aggregateId, value, type, traceparent }: OutboxRow): BusMessage {
  return { key: aggregateId, value, headers: { type, traceparent } };
}

/** Cuts a batch so that brokers take each part; a single event may be larger. */
function inParts(batch: OutboxRow[]): OutboxRow[][] {
  const parts: OutboxRow[][] = [];
  let bytes = Infinity;
  for (const row of batch) {
    if (bytes + row.value.length > BYTES_AT_ONCE) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(row);
    bytes += row.value.length;
  }
  return parts;
}
