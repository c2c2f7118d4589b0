import { traceIdOf, type Logger, type Metrics } from '@fileonion/service-kit';
import type { Model } from 'mongoose';
import type { BusMessage, EventBus } from './bus';
import { createOutboxMetrics } from './outbox-metrics';
import type { OutboxRow } from './outbox-row';

interface PublisherOptions {
  rows: Model<OutboxRow>;
  bus: EventBus;
  topic: string;
  logger: Logger;
  metrics: Metrics;
}

/** Publishes rows of an outbox, and deletes them once the bus has them. `mayGoOn` is asked before each part. */
export type Publish = (batch: OutboxRow[], mayGoOn: () => boolean) => Promise<void>;

const bytesAtOnce = 512 * 1024;

/** How the rows of an outbox get to a topic, which is made when it is missing. */
export function createPublisher({ rows, bus, topic, logger, metrics }: PublisherOptions): Publish {
  const { published } = createOutboxMetrics(metrics, topic, rows);
  let topicExists = false;
  return async (batch, mayGoOn) => {
    if (!topicExists) await bus.ensureTopics([topic]);
    topicExists = true;
    for (const part of inParts(batch)) {
      if (!mayGoOn()) return;
      await bus.publish(topic, part.map(toMessage)).catch((error: unknown) => {
        // Brokers may come back without their topics.
        topicExists = false;
        throw error;
      });
      await rows.deleteMany({ _id: { $in: part.map(({ _id }) => _id) } });
      published(part.length);
      for (const { _id: eventId, type, traceparent } of part) {
        logger.debug({ topic, type, eventId, traceId: traceIdOf(traceparent) }, 'Published');
      }
    }
  };
}

function toMessage({ aggregateId, value, type, traceparent }: OutboxRow): BusMessage {
  return { key: aggregateId, value, headers: { type, traceparent } };
}

/** Cuts a batch so that brokers take each part; a single event may be larger. */
function inParts(batch: OutboxRow[]): OutboxRow[][] {
  const parts: OutboxRow[][] = [];
  let bytes = Infinity;
  for (const row of batch) {
    if (bytes + row.value.length > bytesAtOnce) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(row);
    bytes += row.value.length;
  }
  return parts;
}
