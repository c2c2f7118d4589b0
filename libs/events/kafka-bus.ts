import { namespaced, type Logger } from '@fileonion/service-kit';
import { Kafka, logLevel, type logCreator } from 'kafkajs';
import type { BusConsumer, EventBus } from './bus';
import { subscribeKafka } from './kafka-consumer';
import { createKafkaProducer } from './kafka-producer';
import { createTopics } from './kafka-topics';

/** Where the brokers are and how the installation's topics and groups are told from others'. */
export interface KafkaBusOptions {
  /** Each `host:port`. */
  brokers: string[];
  /** Prefixes topics and groups; empty for none. */
  namespace: string;
  clientId: string;
  logger: Logger;
}

/**
 * A bus over Kafka: acknowledged by all replicas, one request in flight, topics kept seven days. Nothing connects before
 * it is needed and everything connects again, so that a service starts and lives while Kafka is away.
 */
export function createKafkaBus({ brokers, namespace, clientId, logger }: KafkaBusOptions): EventBus {
  const kafka = new Kafka({
    clientId,
    brokers,
    logCreator: logTo(logger),
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    // Short pauses, so that everything goes on soon after the brokers have returned, however long they were away.
    retry: { retries: 5, initialRetryTime: 100, multiplier: 2, maxRetryTime: 500 },
  });
  const prefixed = (name: string) => namespaced(namespace, name);
  const producer = createKafkaProducer(kafka);
  const consumers = new Set<BusConsumer>();

  return {
    publish: (topic, messages) => producer.send(prefixed(topic), messages),
    async subscribe(subscription) {
      const consumer = subscribeKafka({ kafka, prefixed, subscription, logger });
      consumers.add(consumer);
      return consumer;
    },
    ensureTopics: (topics) => createTopics(kafka, topics.map(prefixed)),
    async close() {
      await Promise.all([...consumers].map((consumer) => consumer.stop()));
      await producer.close();
    },
  };
}

function logTo(logger: Logger): logCreator {
  const log = logger.child({ part: 'kafka' });
  return () =>
    ({ level, log: entry }) => {
      const { message, error, stack: _stack, timestamp: _timestamp, ...fields } = entry;
      // kafkajs reports as an error whatever it then retries.
      if (level === logLevel.ERROR) log.warn({ ...fields, reason: error }, message);
      else log.debug({ ...fields, reason: error }, message);
    };
}
