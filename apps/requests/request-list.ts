import type { ListRequestsRequest } from '@fileonion/contract/requests';
import { lowestIdAt, type PageQuery } from '@fileonion/mongo';
import { visibleFilter, type Viewer } from './access';
import { priorityRanks } from './request-derived';
import { titleHolds, titleRange } from './title-search';

type Condition = Record<string, unknown>;

/** How a list of requests is found. */
type ListPlan = Pick<PageQuery, 'filter' | 'residual' | 'rare'>;

/** What was asked for, of what the caller sees, and the parts of it that indexes answer. */
export function listPlan(
  caller: Viewer,
  request: ListRequestsRequest,
  { stageId, now }: { stageId: string | undefined; now: Date },
): ListPlan {
  const { overdue, q } = request;
  const { organizationId } = caller;
  const exact = exactConditions(request, stageId);
  const text = q === undefined ? {} : titleHolds(q);
  const late = overdue === undefined ? {} : { overdueFrom: overdue ? { $lt: now } : { $not: { $lt: now } } };
  const residual = { ...exact, ...text, ...late, ...visibleFilter(caller) };
  const value = firstOf({ ...exact, ...(overdue && { open: true }) });
  const [range, sight] = [rangeOf(request), firstOf(visibleFilter(caller))];
  // The index of a value has its rows in the order of creation, so that no others are looked at.
  if (value && isInOrderOfCreation(request)) return { filter: { organizationId, ...value }, residual, rare: range };
  return { filter: { organizationId }, residual, rare: range ?? value ?? sight };
}

/** Conditions on one value each; those that usually leave the fewest rows come first. */
function exactConditions(request: ListRequestsRequest, stageId: string | undefined): Condition {
  const { clientId, assigneeUserId, tag: tags, assigneeTeamId, priority, visibility } = request;
  const priorityRank = priority && priorityRanks[priority];
  const conditions = { clientId, assigneeUserId, tags, assigneeTeamId, stageId, priorityRank, visibility };
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
}

/** The range of an index that holds all rows of the list, unless it is a part of the list's order. */
function rangeOf({ q, updatedAfter, createdAfter, sort }: ListRequestsRequest): Condition | undefined {
  if (q !== undefined) return titleRange(q);
  if (updatedAfter && !sort?.endsWith('updatedAt')) return { updatedAt: { $gt: updatedAfter } };
  if (createdAfter && !isInOrderOfCreation({ sort })) return { _id: { $gte: lowestIdAt(createdAfter) } };
  return undefined;
}

function isInOrderOfCreation({ sort }: Pick<ListRequestsRequest, 'sort'>): boolean {
  return sort === undefined || sort.endsWith('createdAt');
}

function firstOf(conditions: Condition): Condition | undefined {
  const [first] = Object.entries(conditions);
  return first && Object.fromEntries([first]);
}
