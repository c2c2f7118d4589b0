import { onKafka } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { commands } from './commands';
import { keysConfig } from './config';
import { start } from './start';

void runMain({
  name: 'keys',
  env: process.env,
  spec: keysConfig,
  commands,
  start: onKafka('keys', start),
});
