import type { ListRequestsRequest } from '@fileonion/contract/requests';
import { visibleFilter, type Viewer } from './access';
import { priorityRanks } from './request-derived';
import { titleHolds } from './title-search';

/** The MongoDB filter of a list: what was asked for, of what the caller sees. Every field has an index. */
export function listFilter(
  caller: Viewer,
  request: ListRequestsRequest,
  { stageId, now }: { stageId: string | undefined; now: Date },
): { organizationId: string } & Record<string, unknown> {
  const { assigneeUserId, assigneeTeamId, clientId, visibility, priority, tag: tags, overdue, q } = request;
  const exact = {
    stageId,
    assigneeUserId,
    assigneeTeamId,
    clientId,
    visibility,
    priorityRank: priority && priorityRanks[priority],
    tags,
  };
  return {
    organizationId: caller.organizationId,
    ...Object.fromEntries(Object.entries(exact).filter(([, value]) => value !== undefined)),
    ...(overdue !== undefined && { overdueFrom: overdue ? { $lt: now } : { $not: { $lt: now } } }),
    ...(q !== undefined && titleHolds(q)),
    ...visibleFilter(caller),
  };
}
