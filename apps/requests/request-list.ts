import type { ListRequestsRequest } from '@fileonion/contract/requests';
import { visibleFilter, type Viewer } from './access';
import { priorityRanks } from './request-derived';
import { titleHolds } from './title-search';

type Condition = Record<string, unknown>;

/** How a list of requests is found. */
export interface ListPlan {
  /** What an index answers. */
  filter: { organizationId: string } & Condition;
  /** All that rows must fulfil. */
  residual: Condition;
}

/** What was asked for, of what the caller sees, and the part of it that an index answers best. */
export function listPlan(
  caller: Viewer,
  request: ListRequestsRequest,
  { stageId, now }: { stageId: string | undefined; now: Date },
): ListPlan {
  const { overdue, q } = request;
  const exact = exactConditions(request, stageId);
  const text = q === undefined ? {} : titleHolds(q);
  const late = overdue === undefined ? {} : { overdueFrom: overdue ? { $lt: now } : { $not: { $lt: now } } };
  const filter = { organizationId: caller.organizationId, ...leadOf(request, exact) };
  return { filter, residual: { ...exact, ...text, ...late, ...visibleFilter(caller) } };
}

/** Conditions on one value each; those that usually leave the fewest rows come first. */
function exactConditions(request: ListRequestsRequest, stageId: string | undefined): Condition {
  const { clientId, assigneeUserId, tag: tags, assigneeTeamId, priority, visibility } = request;
  const priorityRank = priority && priorityRanks[priority];
  const conditions = { clientId, assigneeUserId, tags, assigneeTeamId, stageId, priorityRank, visibility };
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
}

/** The one condition whose index is read: a range, or a value whose rows the index has in the order of the list. */
function leadOf({ q, updatedAfter, createdAfter, overdue, sort }: ListRequestsRequest, exact: Condition): Condition {
  if (q !== undefined) return { titleParts: titleHolds(q)['titleParts'] };
  if (updatedAfter) return { updatedAt: { $gt: updatedAfter } };
  if (createdAfter) return { createdAt: { $gt: createdAfter } };
  // Any other order has an index of its own.
  if (sort !== undefined && !sort.endsWith('createdAt')) return {};
  const [first] = Object.entries(exact);
  if (first) return Object.fromEntries([first]);
  return overdue ? { open: true } : {};
}
