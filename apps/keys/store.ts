import { createOutbox } from '@fileonion/events';
import { createPager, createUnitOfWork, modelsReady, openMongo } from '@fileonion/mongo';
import { namespaced, type Logger } from '@fileonion/service-kit';
import { createApiKeyRepository } from './api-key-repository';
import type { KeysConfig } from './config';
import { createRemovedUsers } from './removed-users';

/** Opens the service's database with all its indexes, and gives what works on it. */
export async function openStore(config: KeysConfig, logger: Logger) {
  const { MONGODB_URI: uri, NAMESPACE: namespace, SERVER_SECRET: secret } = config;
  const { connection, ready, close } = await openMongo({ uri, database: namespaced(namespace, 'keys'), logger });
  const keys = createApiKeyRepository(connection, createPager({ secret }));
  const removedUsers = createRemovedUsers(connection);
  const outbox = createOutbox(connection);
  const unitOfWork = createUnitOfWork({ connection, secret, logger });
  await modelsReady(connection).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { connection, ready, close, keys, removedUsers, outbox, unitOfWork };
}
