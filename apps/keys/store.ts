import { createOutbox } from '@fileonion/events';
import { createPager, createUnitOfWork, openDatabase } from '@fileonion/mongo';
import { namespaced, type Logger } from '@fileonion/service-kit';
import { createApiKeyRepository } from './api-key-repository';
import type { KeysConfig } from './config';
import { createRemovedUsers } from './removed-users';

/** Opens the service's database, and gives what works on it. */
export function openStore(config: KeysConfig, logger: Logger) {
  const { MONGODB_URI: uri, NAMESPACE: namespace, SERVER_SECRET: secret } = config;
  return openDatabase({ uri, database: namespaced(namespace, 'keys'), logger }, (connection) => ({
    keys: createApiKeyRepository(connection, createPager({ secret })),
    removedUsers: createRemovedUsers(connection),
    outbox: createOutbox(connection),
    unitOfWork: createUnitOfWork({ connection, secret, logger }),
  }));
}
