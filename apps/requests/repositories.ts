import type { PageOf } from '@fileonion/mongo';
import type { Connection } from 'mongoose';
import { createActivityRepository } from './activity-repository';
import { createClientRepository } from './client-repository';
import { createCommentRepository } from './comment-repository';
import { createGrantRepository } from './grant-repository';
import { createRequestCounts } from './request-counts';
import { createRequestRepository } from './request-repository';
import { createRuleRepository } from './rule-repository';
import { createStageRepository } from './stage-repository';
import { createTombstoneRepository } from './tombstone-repository';

/** Everything that the service stores. */
export function createRepositories(connection: Connection, pageOf: PageOf) {
  return {
    clients: createClientRepository(connection, pageOf),
    stages: createStageRepository(connection, pageOf),
    rules: createRuleRepository(connection, pageOf),
    requests: createRequestRepository(connection, pageOf),
    counts: createRequestCounts(connection),
    comments: createCommentRepository(connection, pageOf),
    activity: createActivityRepository(connection, pageOf),
    grants: createGrantRepository(connection, pageOf),
    tombstones: createTombstoneRepository(connection),
  };
}
