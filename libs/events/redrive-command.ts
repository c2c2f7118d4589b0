import type { BaseConfig, Command } from '@fileonion/service-kit';
import { redrive } from './dead-letters';
import { createKafkaBus } from './kafka-bus';

/**
 * The command with which an operator publishes the dead letters of a service's topics again: `main.js redrive`. It prints
 * how many there were in each.
 */
export function redriveCommand(topics: readonly string[]): Command<Pick<BaseConfig, 'KAFKA_BROKERS' | 'NAMESPACE'>> {
  return {
    usage: `\n  Publishes the dead letters of ${topics.join(', ')} again, and prints how many there were of each.`,
    async run({ KAFKA_BROKERS: brokers, NAMESPACE: namespace }, _args, logger) {
      const bus = createKafkaBus({ brokers, namespace, clientId: 'redrive', logger });
      try {
        for (const topic of topics) {
          process.stdout.write(`${JSON.stringify({ topic, redriven: await redrive({ bus, topic, logger }) })}\n`);
        }
      } finally {
        await bus.close();
      }
    },
  };
}
