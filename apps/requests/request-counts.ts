import type { Principal } from '@fileonion/contract/api';
import type { Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';
import { visibleFilter } from './access';
import type { RequestRow } from './request';

/** Counts requests by stage and client. */
export type RequestCounts = ReturnType<typeof createRequestCounts>;

export function createRequestCounts(connection: Connection) {
  const requests = connection.model<RequestRow>('Request');
  return {
    /** Whether a request of the client is in another stage than Approved, Closed, Expired or Archived. */
    async hasOpen(organizationId: string, tx: Tx, clientId: string): Promise<boolean> {
      const found = await requests
        .findOne({ organizationId, clientId, open: true }, { _id: 1 })
        .session(tx.session)
        .lean();
      return found !== null;
    },

    /** How many requests are in the stage, counted up to `enough`. */
    countInStage(organizationId: string, tx: Tx, stageId: string, enough: number): Promise<number> {
      return requests.countDocuments({ organizationId, stageId }).session(tx.session).limit(enough);
    },

    /** How many of the requests that the caller sees are in each of the stages. */
    async countsByStage(principal: Principal, stageIds: string[]): Promise<Map<string, number>> {
      const { organizationId } = principal;
      const counts = await requests.aggregate<{ _id: string; count: number }>([
        { $match: { organizationId, stageId: { $in: stageIds }, ...visibleFilter(principal) } },
        { $group: { _id: '$stageId', count: { $sum: 1 } } },
      ]);
      return new Map(counts.map(({ _id, count }) => [_id, count]));
    },
  };
}
