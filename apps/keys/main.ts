import { onKafka, redriveCommand, topics } from '@fileonion/events';
import { runMain } from '@fileonion/service-kit';
import { keysConfig } from './config';
import { createApiKey, createApiKeyUsage } from './create-api-key';
import { start } from './start';

void runMain({
  name: 'keys',
  env: process.env,
  spec: keysConfig,
  start: onKafka('keys', start),
  commands: {
    redrive: redriveCommand([topics.teams]),
    'create-api-key': {
      usage: createApiKeyUsage,
      async run(config, args, logger) {
        process.stdout.write(`${await createApiKey(config, args, logger)}\n`);
      },
    },
  },
});
