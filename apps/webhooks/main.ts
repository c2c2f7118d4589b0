import { createKafkaBus, redriveCommand, topics } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { resealCommand } from './commands';
import { webhooksConfig } from './config';
import { start } from './start';

void runMain({
  name: 'webhooks',
  env: process.env,
  spec: webhooksConfig,
  commands: { redrive: redriveCommand(Object.values(topics)), reseal: resealCommand },
  async start(config, logger) {
    const bus = createKafkaBus({
      brokers: config.KAFKA_BROKERS,
      namespace: config.NAMESPACE,
      clientId: 'webhooks',
      logger,
    });
    const service = await start(config, { bus });
    return { ...service, stop: () => service.stop().finally(() => bus.close()) };
  },
});
