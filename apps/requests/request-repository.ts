import type { ListRequestsRequest } from '@fileonion/contract/requests';
import { tenantRows, type PageOf } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { RequestListRow } from './request';
import { listPlan } from './request-list';
import { requestModel } from './request-model';
import { requestQueues } from './request-queues';
import { requestStorage } from './request-storage';

/** Reads and writes requests. */
export type RequestRepository = ReturnType<typeof createRequestRepository>;

type Page = Awaited<ReturnType<PageOf>>['page'];

const beyondLists = ['items', 'grants', 'audience', 'titleText', 'titleParts'];
// The time of creation is that of the id.
const sorts = { createdAt: '_id', dueDate: 'dueDate', priority: 'priorityRank', updatedAt: 'updatedAt' };

export function createRequestRepository(connection: Connection, pageOf: PageOf) {
  const requests = requestModel(connection);
  const { find, remove } = tenantRows(requests);
  return {
    find,
    remove,
    ...requestStorage(requests),
    ...requestQueues(requests),

    async page(
      ctx: RequestContext,
      request: ListRequestsRequest,
      stageId: string | undefined,
    ): Promise<{ rows: RequestListRow[]; page: Page }> {
      const { principal: caller } = ctx;
      const plan = listPlan(caller, request, { stageId, now: new Date() });
      return pageOf(ctx, requests, { ...plan, omit: beyondLists, request, sorts, default: '-createdAt' });
    },

    async titles(organizationId: string, ids: string[]): Promise<Map<string, string>> {
      const query = requests.find({ _id: { $in: ids }, organizationId }, { title: 1 });
      const rows = await query.lean<{ _id: string; title: string }[]>();
      return new Map(rows.map(({ _id, title }) => [_id, title]));
    },
  };
}
