import { createKafkaBus, redriveCommand, topics } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { sharesConfig } from './config';
import { start } from './start';

void runMain({
  name: 'shares',
  env: process.env,
  spec: sharesConfig,
  commands: { redrive: redriveCommand([topics.requests]) },
  async start(config, logger) {
    const bus = createKafkaBus({
      brokers: config.KAFKA_BROKERS,
      namespace: config.NAMESPACE,
      clientId: 'shares',
      logger,
    });
    const service = await start(config, { bus });
    return { ...service, stop: () => service.stop().finally(() => bus.close()) };
  },
});
