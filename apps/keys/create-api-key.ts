import { parseArgs } from 'node:util';
import type { Scope } from '@fileonion/contract/api';
import type { ApiKeyDuration } from '@fileonion/contract/keys';
import { DirectoryServiceService } from '@fileonion/contract/teams';
import { rpcClient, systemContext, type Logger, type RequestContext } from '@fileonion/service-kit';
import { defaultRateLimit, type ApiKeySettings } from './api-key';
import type { KeysConfig } from './config';
import { findCaller } from './directory';
import { issueKey } from './issue-key';
import { drawKey } from './raw-key';
import { openStore } from './store';

const scopes: Record<string, Scope> = {
  read: 'READ',
  write: 'WRITE',
  manage_clients: 'MANAGE_CLIENTS',
  manage_webhooks: 'MANAGE_WEBHOOKS',
  full_access: 'FULL_ACCESS',
};

const durations: Record<string, ApiKeyDuration> = {
  '30d': 'DAYS_30',
  '90d': 'DAYS_90',
  '180d': 'DAYS_180',
  '1y': 'YEAR_1',
  never: 'NEVER',
};

/** How the command is called. */
export const createApiKeyUsage = `--organization <id> --user <id> --name <name> --scopes <scope>[,<scope>…] [--expires-in 90d] [--rate-limit 100]
  Makes an API key that acts as the user, and prints it; it is shown nowhere else.
  Scopes: ${Object.keys(scopes).join(', ')}. Durations: ${Object.keys(durations).join(', ')}. The rate limit is in calls a minute.`;

/** The operator's way to an organization's first key. Returns the raw key, which is shown nowhere else. */
export async function createApiKey(config: KeysConfig, args: string[], logger: Logger): Promise<string> {
  const { organizationId, settings } = readArguments(args, config.MAX_KEY_RATE_LIMIT);
  await checkUser(config, systemContext({ logger }), organizationId, settings.createdBy);
  const store = await openStore(config, logger);
  try {
    const raw = drawKey(config.API_KEY_PEPPERS);
    const actor = { userId: settings.createdBy };
    // Opening may have waited for the database for longer than a context lasts.
    const ctx = systemContext({ logger });
    await store.unitOfWork(ctx, (tx) => issueKey(store, tx, { organizationId, settings, raw, actor }));
    return raw.key;
  } finally {
    await store.close();
  }
}

function readArguments(args: string[], maxRateLimit: number): { organizationId: string; settings: ApiKeySettings } {
  const { values } = parseArgs({
    args,
    options: {
      organization: { type: 'string' },
      user: { type: 'string' },
      name: { type: 'string' },
      scopes: { type: 'string' },
      'expires-in': { type: 'string', default: '90d' },
      'rate-limit': { type: 'string', default: String(defaultRateLimit) },
    },
  });
  const { organization, user, name } = values;
  if (!organization || !user || !name || !values.scopes) {
    throw new Error('Needed: --organization, --user, --name and --scopes.');
  }
  const rateLimit = Number(values['rate-limit']);
  if (!Number.isInteger(rateLimit) || rateLimit < 1 || rateLimit > maxRateLimit) {
    throw new Error(`--rate-limit is a whole number between 1 and ${maxRateLimit}.`);
  }
  const settings: ApiKeySettings = {
    name,
    scopes: [...new Set(values.scopes.split(',').map((scope) => oneOf(scopes, scope.trim(), '--scopes')))],
    rateLimit,
    duration: oneOf(durations, values['expires-in'], '--expires-in'),
    disabled: false,
    createdBy: user,
  };
  return { organizationId: organization, settings };
}

function oneOf<T>(known: Record<string, T>, name: string, option: string): T {
  const value = known[name];
  if (value === undefined) throw new Error(`${option} takes: ${Object.keys(known).join(', ')}.`);
  return value;
}

async function checkUser(
  config: KeysConfig,
  ctx: RequestContext,
  organizationId: string,
  userId: string,
): Promise<void> {
  const { TEAMS_ADDRESS } = config;
  const directory = rpcClient(DirectoryServiceService, TEAMS_ADDRESS, { tls: config });
  try {
    const caller = await findCaller(directory, ctx, organizationId, userId).catch((cause: unknown) => {
      throw new Error(`The teams service at ${TEAMS_ADDRESS} cannot be asked.`, { cause });
    });
    if (!caller) throw new Error('The organization has no such user.');
  } finally {
    directory.close();
  }
}
