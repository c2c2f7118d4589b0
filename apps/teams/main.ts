import { createKafkaBus } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { commands } from './commands';
import { teamsConfig } from './config';
import { start } from './start';

void runMain({
  name: 'teams',
  env: process.env,
  spec: teamsConfig,
  commands,
  async start(config, logger) {
    const bus = createKafkaBus({
      brokers: config.KAFKA_BROKERS,
      namespace: config.NAMESPACE,
      clientId: 'teams',
      logger,
    });
    const service = await start(config, { bus });
    return { ...service, stop: () => service.stop().finally(() => bus.close()) };
  },
});
