import { onKafka } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { commands } from './commands';
import { teamsConfig } from './config';
import { start } from './start';

void runMain({
  name: 'teams',
  env: process.env,
  spec: teamsConfig,
  commands,
  start: onKafka('teams', start),
});
