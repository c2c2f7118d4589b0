import { createOutbox } from '@fileonion/events';
import { createFreshness, createRedis } from '@fileonion/freshness';
import { createPager, createUnitOfWork, openDatabase } from '@fileonion/mongo';
import { namespaced, type Logger } from '@fileonion/service-kit';
import type { TeamsConfig } from './config';
import { createMembershipRepository } from './membership-repository';
import { createOrganizationRepository } from './organization-repository';
import { createTeamRepository } from './team-repository';
import { createUserRepository } from './user-repository';

/** The service's database with the Redis of its epochs, and what works on them. */
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Opens the service's database and the Redis of its epochs, and gives what works on them. */
export async function openStore(config: TeamsConfig, logger: Logger) {
  const { MONGODB_URI: uri, NAMESPACE: namespace, REDIS_URL, SERVER_SECRET: secret } = config;
  const pageOf = createPager({ secret });
  // It connects meanwhile.
  const redis = createRedis(REDIS_URL, logger);
  const opened = openDatabase({ uri, database: namespaced(namespace, 'teams'), logger }, (connection) => ({
    organizations: createOrganizationRepository(connection),
    users: createUserRepository(connection, pageOf),
    teams: createTeamRepository(connection, pageOf),
    memberships: createMembershipRepository(connection, pageOf),
    outbox: createOutbox(connection),
    unitOfWork: createUnitOfWork({ connection, secret, logger }),
  }));
  const database = await opened.catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  return {
    ...database,
    freshness: createFreshness({ redis, namespace, logger }),
    async close() {
      redis.disconnect();
      await database.close();
    },
  };
}
