import { createOutbox } from '@fileonion/events';
import { createFreshness, createRedis } from '@fileonion/freshness';
import { createPager, createUnitOfWork, modelsReady, openMongo } from '@fileonion/mongo';
import { namespaced, type Lifecycle, type Logger } from '@fileonion/service-kit';
import type { TeamsConfig } from './config';
import { createMembershipRepository } from './membership-repository';
import { createOrganizationRepository } from './organization-repository';
import { createTeamRepository } from './team-repository';
import { createUserRepository } from './user-repository';

/** What the service and its commands store things with. */
export type Database = Awaited<ReturnType<typeof openDatabase>>;

/** Opens the service's database, and the Redis of the epochs. */
export async function openDatabase(config: TeamsConfig, logger: Logger, lifecycle: Lifecycle) {
  const { MONGODB_URI: uri, NAMESPACE: namespace, REDIS_URL, SERVER_SECRET: secret } = config;
  const mongo = await openMongo({ uri, database: namespaced(namespace, 'teams'), logger });
  lifecycle.onStop('mongo', () => mongo.close());
  const redis = createRedis(REDIS_URL, logger);
  lifecycle.onStop('redis', () => redis.disconnect());

  const { connection } = mongo;
  const pageOf = createPager({ secret });
  const database = {
    mongo,
    freshness: createFreshness({ redis, namespace, logger }),
    unitOfWork: createUnitOfWork({ connection, secret, logger }),
    outbox: createOutbox(connection),
    organizations: createOrganizationRepository(connection),
    users: createUserRepository(connection, pageOf),
    teams: createTeamRepository(connection, pageOf),
    memberships: createMembershipRepository(connection, pageOf),
  };
  await modelsReady(connection);
  return database;
}
