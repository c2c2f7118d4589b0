import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@fileonion/service-kit';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { BusConsumer, BusMessage, BusSubscription, MessageSource } from './bus';
import { handlePart, inParts } from './bus-parts';
import { createTopics } from './kafka-topics';

interface ConsumerOptions {
  kafka: Kafka;
  prefixed: (name: string) => string;
  subscription: BusSubscription;
  logger: Logger;
}

/** Until when consumers go on, and whom to tell that one reads. */
interface Life {
  signal: AbortSignal;
  onReading: () => void;
}

const heartbeatMs = 1000;
const retryMs = 500;
const reconnectMs = 500;
/**
 * How long those who join wait for the members that the group had. Brokers that return remember members whose
 * connections they have lost, and which have joined anew: these do not come.
 */
const joinMs = 2000;

/** Reads topics for a group until it is stopped, with a new consumer whenever one breaks. */
export function subscribeKafka(options: ConsumerOptions): BusConsumer {
  const { logger, subscription } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const { promise: reading, resolve: onReading } = Promise.withResolvers<void>();

  async function keepReading(): Promise<void> {
    while (!signal.aborted) {
      await readUntilBroken(options, { signal, onReading }).catch((err) =>
        logger.warn({ err, group: subscription.group }, 'A consumer broke and starts anew'),
      );
      await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
    }
  }

  const done = keepReading();
  return {
    reading,
    stop() {
      stopping.abort();
      return done;
    },
  };
}

async function readUntilBroken(
  { kafka, prefixed, subscription, logger }: ConsumerOptions,
  { signal, onReading }: Life,
): Promise<void> {
  const logicalNames = new Map(subscription.topics.map((topic) => [prefixed(topic), topic]));
  const topics = [...logicalNames.keys()];
  const consumer = createConsumer(kafka, prefixed(subscription.group));
  const over = new AbortController();
  const ended = endOf(consumer, AbortSignal.any([signal, over.signal]));
  consumer.on(consumer.events.GROUP_JOIN, onReading);
  try {
    await createTopics(kafka, topics);
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      eachBatchAutoResolve: false,
      autoCommitInterval: 1000,
      partitionsConsumedConcurrently: 4,
      eachBatch: (payload) => {
        const topic = logicalNames.get(payload.batch.topic) ?? payload.batch.topic;
        return handleBatch(payload, subscription, { topic, signal }, logger);
      },
    });
    await ended;
  } finally {
    over.abort();
    await consumer.disconnect();
  }
}

function createConsumer(kafka: Kafka, groupId: string): Consumer {
  return kafka.consumer({
    groupId,
    sessionTimeout: 10_000,
    rebalanceTimeout: joinMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: 250,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: async () => false },
  });
}

function endOf(consumer: Consumer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    consumer.on(consumer.events.CRASH, () => resolve());
    signal.addEventListener('abort', () => resolve());
  });
}

/** What fails pauses its partition and is read again; other partitions go on. */
async function handleBatch(
  payload: EachBatchPayload,
  subscription: BusSubscription,
  source: MessageSource,
  logger: Logger,
) {
  const { batch, resolveOffset, heartbeat, pause, commitOffsetsIfNecessary, isRunning, isStale } = payload;
  let lost = false;
  // kafkajs sends no heartbeat while a handler runs, and the group would take the partition away.
  const beat = setInterval(() => void heartbeat().catch(() => (lost = true)), heartbeatMs);
  try {
    for (const part of inParts(subscription, batch.messages)) {
      if (lost || !isRunning() || isStale() || source.signal.aborted) return;
      await handlePart(subscription, part.map(toBusMessage), source);
      for (const { offset } of part.slice(-1)) resolveOffset(offset);
      await commitOffsetsIfNecessary();
    }
  } catch (err) {
    logger.warn({ err, topic: batch.topic, partition: batch.partition }, 'A message will be tried again');
    const resume = pause();
    setTimeout(resume, retryMs).unref();
  } finally {
    clearInterval(beat);
  }
}

function toBusMessage({ key, value, headers }: KafkaMessage): BusMessage {
  const texts = Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]);
  return { key: key?.toString() ?? '', value: value ?? Buffer.alloc(0), headers: Object.fromEntries(texts) };
}
