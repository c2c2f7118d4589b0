import type { Command } from '@fileonion/service-kit';
import type { WebhooksConfig } from './config';
import { createEncryption } from './encryption';
import { reseal } from './reseal';
import { openStore } from './store';

/** What an operator runs after a new key was put in front of `ENCRYPTION_KEYS` everywhere: `main.js reseal`. */
export const resealCommand: Command<WebhooksConfig> = {
  usage: `
  Encrypts all secrets with the first of ENCRYPTION_KEYS, and prints how many. Afterwards the other keys can go.`,
  async run(config, _args, logger) {
    const store = await openStore(config, logger);
    try {
      const resealed = await reseal(store.connection, createEncryption(config.ENCRYPTION_KEYS));
      process.stdout.write(`${JSON.stringify({ resealed })}\n`);
    } finally {
      await store.close();
    }
  },
};
