import type { Logger } from '@fileonion/service-kit';
import type { WebhooksConfig } from './config';
import { createEncryption } from './encryption';
import { reseal } from './reseal';
import { openStore } from './store';

/**
 * What an operator runs after a new key was put in front of `ENCRYPTION_KEYS` everywhere: `main.js reseal`. Afterwards
 * the older keys can go.
 */
export async function resealCommand(config: WebhooksConfig, _args: string[], logger: Logger): Promise<void> {
  const store = await openStore(config, logger);
  try {
    const resealed = await reseal(store.connection, createEncryption(config.ENCRYPTION_KEYS));
    process.stdout.write(`${JSON.stringify({ resealed })}\n`);
  } finally {
    await store.close();
  }
}
