import type { EventType } from '@fileonion/contract/events';
import { Comment, Request, RequestItem } from '@fileonion/contract/requests';
import type { Outbox } from '@fileonion/events';
import type { Tx } from '@fileonion/mongo';
import { uuidv7 } from 'uuidv7';
import { newEntry } from './activity';
import type { ActivityRepository } from './activity-repository';
import { toComment } from './comment';
import type { RequestRow, RequestState } from './request';
import { factsOf, factsOfNew, type Deeds, type RequestFact } from './request-facts';
import type { RequestRepository } from './request-repository';
import { stageRefOf, toItem, toRequest, type StageNames } from './request-view';

/** Writes requests together with their events and activity. */
export type RequestWriter = ReturnType<typeof createRequestWriter>;

interface Parts {
  requests: RequestRepository;
  activity: ActivityRepository;
  outbox: Outbox;
}

/** The only way in which requests change: a change and what is told of it are one. */
export function createRequestWriter({ requests, activity, outbox }: Parts) {
  return {
    async create(organizationId: string, tx: Tx, id: string, state: RequestState, stages: StageNames): Promise<RequestRow> {
      const facts = factsOfNew(state);
      const row = await requests.insert(organizationId, tx, id, facts.length, state);
      await tell(tx, facts, { before: { ...row, version: 0, assigneeUserId: undefined, assigneeTeamId: undefined }, after: row, stages });
      return row;
    },

    /** Stores another state of a request; one in which nothing happened is not stored. */
    async change(tx: Tx, before: RequestRow, state: RequestState, stages: StageNames, deeds: Deeds = {}): Promise<RequestRow> {
      const facts = factsOf(before, state, deeds);
      if (facts.length === 0) return before;
      const after = await requests.change(before.organizationId, tx, before, state, before.version + facts.length);
      await tell(tx, facts, { before, after, stages });
      return after;
    },

    async remove(tx: Tx, row: RequestRow, stages: StageNames): Promise<void> {
      await activity.removeOfRequest(row.organizationId, tx, row._id);
      await requests.remove(row.organizationId, tx, row._id);
      const after = { ...row, version: row.version + 1 };
      await emit(tx, { type: 'REQUEST_DELETED' }, after.version, { before: row, after, stages });
    },
  };

  async function tell(tx: Tx, facts: RequestFact[], change: Change): Promise<void> {
    const { before, after, stages } = change;
    const moved = { from: stageRefOf(before, stages), to: stageRefOf(after, stages) };
    for (const [index, fact] of facts.entries()) {
      const event = await emit(tx, fact, before.version + index + 1, change);
      await activity.insert(after.organizationId, tx, uuidv7(), newEntry(event, fact, moved));
    }
  }

  function emit(tx: Tx, fact: RequestFact, seq: number, { before, after, stages }: Change) {
    const { organizationId, _id: aggregateId, visibility, assigneeTeamId, clientId } = after;
    const previous = withPrevious.includes(fact.type) ? Request.encode(toRequest(before, stages, tx.now)).finish() : undefined;
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

interface Change {
  before: RequestRow;
  after: RequestRow;
  stages: StageNames;
}

const withPrevious: EventType[] = ['REQUEST_UPDATED', 'REQUEST_ASSIGNED', 'REQUEST_STAGE_CHANGED'];

function resourceOf({ itemId, comment }: RequestFact, row: RequestRow, stages: StageNames, now: Date): [string, Uint8Array] {
  if (comment) return ['fileonion.requests.v2.Comment', Comment.encode(toComment(comment)).finish()];
  if (itemId === undefined) return ['fileonion.requests.v2.Request', Request.encode(toRequest(row, stages, now)).finish()];
  const index = row.items.findIndex(({ id }) => id === itemId);
  return ['fileonion.requests.v2.RequestItem', RequestItem.encode(toItem(row._id, row.items[index]!, index)).finish()];
}
