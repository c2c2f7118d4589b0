import type { BaseConfig, Logger } from '@fileonion/service-kit';
import { redrive } from './dead-letters';
import { createKafkaBus } from './kafka-bus';

/**
 * The command with which an operator publishes the dead letters of a service's topics again: `main.js redrive`. It prints
 * how many there were in each.
 */
export function redriveCommand(topics: readonly string[]) {
  return async (
    { KAFKA_BROKERS: brokers, NAMESPACE: namespace }: Pick<BaseConfig, 'KAFKA_BROKERS' | 'NAMESPACE'>,
    _args: string[],
    logger: Logger,
  ): Promise<void> => {
    const bus = createKafkaBus({ brokers, namespace, clientId: 'redrive', logger });
    try {
      for (const topic of topics) {
        process.stdout.write(`${JSON.stringify({ topic, redriven: await redrive({ bus, topic, logger }) })}\n`);
      }
    } finally {
      await bus.close();
    }
  };
}
