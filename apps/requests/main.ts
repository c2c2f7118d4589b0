import { createKafkaBus, redriveCommand, topics } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { requestsConfig } from './config';
import { start } from './start';

void runMain({
  name: 'requests',
  env: process.env,
  spec: requestsConfig,
  commands: { redrive: redriveCommand([topics.teams]) },
  async start(config, logger) {
    const bus = createKafkaBus({
      brokers: config.KAFKA_BROKERS,
      namespace: config.NAMESPACE,
      clientId: 'requests',
      logger,
    });
    const service = await start(config, { bus });
    return { ...service, stop: () => service.stop().finally(() => bus.close()) };
  },
});
