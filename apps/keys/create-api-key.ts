import { requestFor } from '@fileonion/contract';
import { CreateApiKeyRequest } from '@fileonion/contract/keys';
import { DirectoryServiceService } from '@fileonion/contract/teams';
import { commandOptions, rpcClient, systemContext, type Logger, type RequestContext } from '@fileonion/service-kit';
import { settingsOf, type ApiKeySettings } from './api-key';
import type { KeysConfig } from './config';
import { findCaller } from './directory';
import { issueKey } from './issue-key';
import { drawKey } from './raw-key';
import { openStore } from './store';

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
  const given = commandOptions(args, ['organization', 'user', 'name', 'scopes'], ['expires-in', 'rate-limit']);
  const body = {
    name: given.name,
    scopes: given.scopes.split(',').map((scope) => scope.trim()),
    expiresIn: given['expires-in'],
    rateLimit: given['rate-limit'] === undefined ? undefined : Number(given['rate-limit']),
  };
  const settings = settingsOf(CreateApiKeyRequest.decode(requestFor('createApiKey', body)), given.user);
  if (settings.rateLimit > maxRateLimit) throw new Error(`--rate-limit: At most ${maxRateLimit}.`);
  return { organizationId: given.organization, settings };
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
