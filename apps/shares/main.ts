import { onKafka, redriveCommand, topics } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { sharesConfig } from './config';
import { start } from './start';

void runMain({
  name: 'shares',
  env: process.env,
  spec: sharesConfig,
  commands: { redrive: redriveCommand([topics.requests]) },
  start: onKafka('shares', start),
});
