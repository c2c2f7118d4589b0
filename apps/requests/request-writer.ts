import type { Outbox } from '@fileonion/events';
import type { Tx } from '@fileonion/mongo';
import type { ActivityRepository } from './activity-repository';
import type { RequestRow, RequestState } from './request';
import { createRequestAnnouncer } from './request-announcer';
import { factsOf, factsOfNew, type Deeds } from './request-facts';
import type { RequestRepository } from './request-repository';
import type { StageNames } from './request-view';

/** Writes requests together with their events and activity. */
export type RequestWriter = ReturnType<typeof createRequestWriter>;

interface Parts {
  requests: RequestRepository;
  activity: ActivityRepository;
  outbox: Outbox;
}

/** The only way in which requests change: a change and what is told of it are one. */
export function createRequestWriter({ requests, activity, outbox }: Parts) {
  const announcer = createRequestAnnouncer({ activity, outbox });
  return {
    async create(tx: Tx, id: string, state: RequestState, stages: StageNames): Promise<RequestRow> {
      const { organizationId } = tx.ctx.principal;
      const facts = factsOfNew(state);
      const after = await requests.insert(organizationId, tx, id, { state, version: facts.length });
      // Nobody was assigned before.
      const before = { ...after, version: 0, assigneeUserId: undefined, assigneeTeamId: undefined };
      await announcer.tell(tx, facts, { before, after, stages });
      return after;
    },

    /** Stores another state of a request; one in which nothing happened is not stored. */
    async change(
      tx: Tx,
      before: RequestRow,
      state: RequestState,
      stages: StageNames,
      deeds: Deeds = {},
    ): Promise<RequestRow> {
      const facts = factsOf(before, state, deeds);
      if (facts.length === 0) return before;
      const after = await requests.change(before.organizationId, tx, before, state, before.version + facts.length);
      await announcer.tell(tx, facts, { before, after, stages });
      return after;
    },

    async remove(tx: Tx, row: RequestRow, stages: StageNames): Promise<void> {
      await activity.removeOfRequest(row.organizationId, tx, row._id);
      await requests.remove(row.organizationId, tx, row._id);
      await announcer.tellDeleted(tx, row, stages);
    },
  };
}
