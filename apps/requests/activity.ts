import { eventTypes } from '@fileonion/contract';
import { EventType, type Event } from '@fileonion/contract/events';
import { ActivityEntry, type StageRef } from '@fileonion/contract/requests';
import type { OwnFields, TenantRow } from '@fileonion/mongo';
import type { RequestFact } from './request-facts';

/** An entry of a request's activity as it is stored. */
export interface ActivityRow extends TenantRow {
  requestId: string;
  type: EventType;
  userId?: string;
  apiKeyId?: string;
  itemId?: string;
  commentId?: string;
  changedFields: string[];
  fromStage?: StageRef;
  toStage?: StageRef;
}

const names = new Map(eventTypes.map(({ type, name }) => [type, name]));

/** The entry that tells of an event. */
export function newEntry(
  event: Event,
  fact: RequestFact,
  stages: { from?: StageRef; to?: StageRef },
): OwnFields<ActivityRow> {
  const moved = fact.type === EventType.REQUEST_STAGE_CHANGED;
  return {
    requestId: event.aggregateId,
    type: fact.type,
    userId: event.actor?.userId || undefined,
    apiKeyId: event.actor?.apiKeyId || undefined,
    itemId: fact.itemId,
    commentId: fact.comment?._id,
    changedFields: fact.changed ?? [],
    ...(moved && { fromStage: stages.from, toStage: stages.to }),
  };
}

/** An entry as the API shows it. */
export function toEntry({ _id: id, type, ...row }: ActivityRow): ActivityEntry {
  const { requestId, userId, apiKeyId, itemId, commentId, changedFields, fromStage, toStage, createdAt } = row;
  return ActivityEntry.fromPartial({
    id,
    requestId,
    type: names.get(type),
    userId,
    apiKeyId,
    itemId,
    commentId,
    changedFields,
    fromStage,
    toStage,
    createdAt,
  });
}
