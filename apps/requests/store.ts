import { createOutbox } from '@fileonion/events';
import { createPager, createUnitOfWork, openDatabase } from '@fileonion/mongo';
import { namespaced, type Logger } from '@fileonion/service-kit';
import { createActivityRepository } from './activity-repository';
import { createClientRepository } from './client-repository';
import { createCommentRepository } from './comment-repository';
import type { RequestsConfig } from './config';
import { createGrantRepository } from './grant-repository';
import { createRequestCounts } from './request-counts';
import { createRequestRepository } from './request-repository';
import { createRuleRepository } from './rule-repository';
import { createStageRepository } from './stage-repository';
import { createTombstoneRepository } from './tombstone-repository';

/** The service's database, and what works on it. */
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Opens the service's database, and gives what works on it. */
export function openStore(config: RequestsConfig, logger: Logger) {
  const { MONGODB_URI: uri, NAMESPACE: namespace, SERVER_SECRET: secret } = config;
  const pageOf = createPager({ secret });
  return openDatabase({ uri, database: namespaced(namespace, 'requests'), logger }, (connection) => ({
    clients: createClientRepository(connection, pageOf),
    stages: createStageRepository(connection, pageOf),
    rules: createRuleRepository(connection, pageOf),
    requests: createRequestRepository(connection, pageOf),
    counts: createRequestCounts(connection),
    comments: createCommentRepository(connection, pageOf),
    activity: createActivityRepository(connection, pageOf),
    grants: createGrantRepository(connection, pageOf),
    tombstones: createTombstoneRepository(connection),
    outbox: createOutbox(connection),
    unitOfWork: createUnitOfWork({ connection, secret, logger }),
  }));
}
