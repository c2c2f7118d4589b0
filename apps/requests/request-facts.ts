import { EventType } from '@fileonion/contract/events';
import { isDeepStrictEqual } from 'node:util';
import type { CommentRow } from './comment';
import { requestFieldNames, type RequestState } from './request';
import { completes } from './stage-engine';

/** One thing that a change did to a request: each becomes an event and an entry of its activity. */
export interface RequestFact {
  type: EventType;
  /** The item that it is about. */
  itemId?: string;
  /** The comment that was written. */
  comment?: CommentRow;
  /** The fields of the request that changed. */
  changed?: string[];
}

/** What a change did, as far as the states before and after do not tell. */
export interface Deeds {
  /** What was done to an item, or said about the request. */
  facts?: RequestFact[];
  /** Items were added, rewritten or deleted. */
  itemsEdited?: boolean;
  /** The stage changed because the time is over. */
  expired?: boolean;
}

/** Everything that a change did, in the order in which it is told. */
export function factsOf(
  before: RequestState,
  after: RequestState,
  { facts = [], itemsEdited, expired }: Deeds,
): RequestFact[] {
  const changed: string[] = requestFieldNames.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (itemsEdited) changed.push('items');
  const assigned = changed.filter((name) => name.startsWith('assignee'));
  const moved = before.stageId !== after.stageId;
  return [
    ...facts,
    ...(changed.length > 0 ? [{ type: EventType.REQUEST_UPDATED, changed }] : []),
    ...(assigned.length > 0 ? [{ type: EventType.REQUEST_ASSIGNED, changed: assigned }] : []),
    ...(moved ? [{ type: EventType.REQUEST_STAGE_CHANGED, changed: ['stage'] }] : []),
    ...(moved && completes(before.stageKey, after.stageKey) ? [{ type: EventType.REQUEST_COMPLETED }] : []),
    ...(expired ? [{ type: EventType.REQUEST_EXPIRED }] : []),
  ];
}

/** What the creation of a request did. */
export function factsOfNew({ assigneeUserId, assigneeTeamId }: RequestState): RequestFact[] {
  const changed = [...(assigneeUserId ? ['assigneeUserId'] : []), ...(assigneeTeamId ? ['assigneeTeamId'] : [])];
  return [
    { type: EventType.REQUEST_CREATED },
    ...(changed.length > 0 ? [{ type: EventType.REQUEST_ASSIGNED, changed }] : []),
  ];
}
