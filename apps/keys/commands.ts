import { redriveCommand, topics } from '@fileonion/events';
import type { Logger } from '@fileonion/service-kit';
import type { KeysConfig } from './config';

/** What operators run: `main.js create-api-key --organization … --user … --name … --scopes …`. */
export const commands = {
  redrive: redriveCommand([topics.teams]),

  'create-api-key': {
    usage: `--organization <id> --user <id> --name <name> --scopes <scope>[,<scope>…] [--expires-in 90d] [--rate-limit 100]
  Makes an API key that acts as the user, and prints it; it is shown nowhere else.
  Scopes: read, write, manage_clients, manage_webhooks, full_access. Durations: 30d, 90d, 180d, 1y, never. The rate limit is in calls a minute.`,
    async run(config: KeysConfig, args: string[], logger: Logger): Promise<void> {
      // Only here: it comes with all rules of the API, which serving does without.
      const { createApiKey } = await import('./create-api-key');
      process.stdout.write(`${await createApiKey(config, args, logger)}\n`);
    },
  },
};
