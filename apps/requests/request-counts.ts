import { timeLimitOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import { visibleFilter } from './access';
import type { RequestRow } from './request';

/** How many requests there are in a stage, by its id; none where it is missing. */
export type StageCounts = Map<string, number>;

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

    /**
     * How many of the requests that the caller sees are in each of the stages. It reads all of these, which is for outside
     * of transactions: their guards keep everyone else from moving requests.
     */
    async countsByStage(ctx: RequestContext, stageIds: string[]): Promise<StageCounts> {
      if (stageIds.length === 0) return new Map();
      const { organizationId } = ctx.principal;
      const counts = await requests
        .aggregate<{ _id: string; count: number }>([
          { $match: { organizationId, stageId: { $in: stageIds }, ...visibleFilter(ctx.principal) } },
          { $group: { _id: '$stageId', count: { $sum: 1 } } },
        ])
        .option(timeLimitOf(ctx));
      return new Map(counts.map(({ _id, count }) => [_id, count]));
    },
  };
}
