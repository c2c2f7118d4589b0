import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@fileonion/service-kit';
import type { BusMessage, EventBus } from './bus';
import { deadLetterTopic } from './topics';

/** Puts aside what a consumer can never handle, with the reason. */
export function createDeadLetters({ bus, group, logger }: { bus: EventBus; group: string; logger: Logger }) {
  return {
    async put(topic: string, message: BusMessage, error: unknown): Promise<void> {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      const dead = deadLetterTopic(topic);
      logger.error({ err: error, topic, group, aggregateId: message.key }, 'An event was put aside');
      await bus.ensureTopics([dead]);
      await bus.publish(dead, [{ ...message, headers: { ...message.headers, group, reason: reason.slice(0, 500) } }]);
    },
  };
}

/** What to redrive, and when to stop waiting for more. */
export interface RedriveOptions {
  bus: EventBus;
  topic: string;
  logger: Logger;
  /** Ends when nothing more has come for this long. */
  idleMs?: number;
  /** Fails when it may not read after this long. */
  joinMs?: number;
}

/**
 * Publishes a topic's dead letters again, once each. Consumers that have seen an event ignore it; the one that could not
 * handle it has another try, and puts it aside again if it still cannot.
 *
 * @returns how many.
 * @throws where the bus lets nobody read.
 */
export async function redrive(options: RedriveOptions): Promise<number> {
  const { bus, topic, logger, idleMs = 10_000, joinMs = 30_000 } = options;
  let count = 0;
  const run = randomUUID();
  const { promise: idle, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const waitForMore = () => {
    clearTimeout(timer);
    timer = setTimeout(resolve, idleMs);
  };
  const dead = deadLetterTopic(topic);
  const consumer = await bus.subscribe({
    topics: [dead],
    group: `redrive.${topic}`,
    async handle(message) {
      const { reason, group: _group, redriven, ...headers } = message.headers;
      // Its consumer still cannot handle it: it stays for the next run.
      if (redriven === run) throw new Error('it was put aside again');
      await bus.publish(topic, [{ ...message, headers: { ...headers, redriven: run } }]);
      count += 1;
      waitForMore();
      logger.info({ topic, reason, aggregateId: message.key }, 'An event was published again');
    },
  });
  try {
    const joined = await Promise.race([consumer.reading.then(() => true), sleep(joinMs, false, { ref: false })]);
    if (!joined) throw new Error(`Kafka let nobody read ${dead} within ${joinMs / 1000} seconds. Is it away?`);
    waitForMore();
    await idle;
  } finally {
    await consumer.stop();
  }
  return count;
}
