import { onKafka, redriveCommand, topics } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { resealCommand } from './commands';
import { webhooksConfig } from './config';
import { start } from './start';

void runMain({
  name: 'webhooks',
  env: process.env,
  spec: webhooksConfig,
  commands: { redrive: redriveCommand(Object.values(topics)), reseal: resealCommand },
  start: onKafka('webhooks', start),
});
