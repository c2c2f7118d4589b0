import { EventType } from '@fileonion/contract/events';
import { Comment, Request, RequestItem } from '@fileonion/contract/requests';
import type { Outbox } from '@fileonion/events';
import type { Tx } from '@fileonion/mongo';
import { uuidv7 } from 'uuidv7';
import { newEntry } from './activity';
import type { ActivityRepository } from './activity-repository';
import { toComment } from './comment';
import type { RequestRow } from './request';
import type { RequestFact } from './request-facts';
import { stageRefOf, toItem, toRequest, type StageNames } from './request-view';

/** A request as it was and as it is. */
interface RequestChange {
  before: RequestRow;
  after: RequestRow;
  stages: StageNames;
}

const withPrevious: EventType[] = [
  EventType.REQUEST_UPDATED,
  EventType.REQUEST_ASSIGNED,
  EventType.REQUEST_STAGE_CHANGED,
];

/** Tells of changes, by events and by the request's activity. */
export function createRequestAnnouncer({ activity, outbox }: { activity: ActivityRepository; outbox: Outbox }) {
  return {
    /** Each fact has a version of its own, the next one after that of the request before. */
    async tell(tx: Tx, facts: RequestFact[], change: RequestChange): Promise<void> {
      const { before, after, stages } = change;
      const moved = { from: stageRefOf(before, stages), to: stageRefOf(after, stages) };
      for (const [index, fact] of facts.entries()) {
        const event = await emit(tx, fact, before.version + index + 1, change);
        await activity.insert(after.organizationId, tx, uuidv7(), newEntry(event, fact, moved));
      }
    },

    async tellDeleted(tx: Tx, row: RequestRow, stages: StageNames): Promise<void> {
      await emit(tx, { type: EventType.REQUEST_DELETED }, row.version + 1, { before: row, after: row, stages });
    },
  };

  function emit(tx: Tx, fact: RequestFact, seq: number, { before, after, stages }: RequestChange) {
    const { organizationId, _id: aggregateId, visibility, assigneeTeamId, clientId } = after;
    const previous = withPrevious.includes(fact.type) ? encode(before, stages, tx.now) : undefined;
    return outbox.emit(tx, {
      type: fact.type,
      aggregateId,
      seq,
      resource: resourceOf(fact, after, stages, tx.now),
      previous,
      audience: { visibility: visibility.toLowerCase(), teamId: assigneeTeamId, clientId },
      // What nobody called for happens by itself, in the organization of the request.
      ...(tx.ctx.caller === undefined && { organizationId }),
    });
  }
}

function resourceOf(fact: RequestFact, row: RequestRow, stages: StageNames, now: Date): [string, Uint8Array] {
  const { itemId, comment } = fact;
  if (comment) return ['fileonion.requests.v2.Comment', Comment.encode(toComment(comment)).finish()];
  if (itemId === undefined) return ['fileonion.requests.v2.Request', encode(row, stages, now)];
  const index = row.items.findIndex(({ id }) => id === itemId);
  const item = toItem(row._id, row.items[index]!, index);
  return ['fileonion.requests.v2.RequestItem', RequestItem.encode(item).finish()];
}

function encode(row: RequestRow, stages: StageNames, now: Date): Uint8Array {
  return Request.encode(toRequest(row, stages, now)).finish();
}
