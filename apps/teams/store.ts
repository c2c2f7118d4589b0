import { createOutbox } from '@fileonion/events';
import { createPager, createUnitOfWork, openDatabase } from '@fileonion/mongo';
import { namespaced, type Logger } from '@fileonion/service-kit';
import type { TeamsConfig } from './config';
import { createMembershipRepository } from './membership-repository';
import { createOrganizationRepository } from './organization-repository';
import { createTeamRepository } from './team-repository';
import { createUserRepository } from './user-repository';

/** The service's database, and what works on it. */
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Opens the service's database, and gives what works on it. */
export function openStore(config: TeamsConfig, logger: Logger) {
  const { MONGODB_URI: uri, NAMESPACE: namespace, SERVER_SECRET: secret } = config;
  const pageOf = createPager({ secret });
  return openDatabase({ uri, database: namespaced(namespace, 'teams'), logger }, (connection) => ({
    organizations: createOrganizationRepository(connection),
    users: createUserRepository(connection, pageOf),
    teams: createTeamRepository(connection, pageOf),
    memberships: createMembershipRepository(connection, pageOf),
    outbox: createOutbox(connection),
    unitOfWork: createUnitOfWork({ connection, secret, logger }),
  }));
}
