import { onKafka, redriveCommand, topics } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { requestsConfig } from './config';
import { start } from './start';

void runMain({
  name: 'requests',
  env: process.env,
  spec: requestsConfig,
  commands: { redrive: redriveCommand([topics.teams]) },
  start: onKafka('requests', start),
});
