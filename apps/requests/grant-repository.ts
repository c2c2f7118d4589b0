import type { ListGrantsRequest, ListMyGrantsRequest } from '@fileonion/contract/requests';
import { inOrder, tenantRows, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import { idsOf } from './access';
import type { Grantee, GrantRow } from './grant';
import { grantModel } from './grant-model';

/** Reads and writes grants. */
export type GrantRepository = ReturnType<typeof createGrantRepository>;

export function createGrantRepository(connection: Connection, pageOf: PageOf) {
  const grants = grantModel(connection);
  return {
    ...tenantRows(grants),

    async findOf(organizationId: string, tx: Tx, requestId: string, grantee: Grantee): Promise<GrantRow | undefined> {
      const named = { granteeKind: grantee.kind, granteeId: grantee.id };
      const query = grants.findOne({ organizationId, requestId, ...named }).session(tx.session);
      return (await query.lean<GrantRow>()) ?? undefined;
    },

    allOfRequest(organizationId: string, tx: Tx, requestId: string): Promise<GrantRow[]> {
      return grants.find({ organizationId, requestId }).session(tx.session).lean<GrantRow[]>();
    },

    /** Removes them in one write: a thousand would take longer than a call may. */
    async removeOfRequest(organizationId: string, tx: Tx, requestId: string): Promise<void> {
      await grants.deleteMany({ organizationId, requestId }, { session: tx.session });
    },

    /** The grants of a request behind a place in the order of (createdAt, id). */
    async ofRequest(organizationId: string, request: ListGrantsRequest): Promise<GrantRow[]> {
      const { requestId, limit, ascending, behindCreatedAt: at, behindId: id } = request;
      const behind = at && id ? { at, id } : undefined;
      return grants.aggregate<GrantRow>([
        { $match: { organizationId, requestId, ...timesOf(request) } },
        ...inOrder({ field: 'createdAt', ascending, limit, behind }),
      ]);
    },

    /** What was shared with the caller and is awake. */
    pageOfMine(ctx: RequestContext, request: ListMyGrantsRequest) {
      const { organizationId } = ctx.principal;
      const residual = { awake: true, granteeId: { $in: idsOf(ctx.principal) } };
      // Few have thousands of shares: where the first rows are all for others, those of the caller are soon read.
      const found = { filter: { organizationId }, residual, rare: residual, judgedAfter: 24 };
      return pageOf(ctx, grants, { ...found, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
    },

    /** Some grants of a user or team. */
    ofGrantee(organizationId: string, granteeId: string, limit: number): Promise<GrantRow[]> {
      return grants.find({ organizationId, granteeId }).limit(limit).lean<GrantRow[]>();
    },

    /** Lets the grants of a request work, or sleep. */
    async setAwake(organizationId: string, tx: Tx, requestId: string, awake: boolean): Promise<void> {
      await grants.updateMany({ organizationId, requestId }, { $set: { awake } }, { session: tx.session });
    },
  };
}

function timesOf({ createdAfter, updatedAfter }: ListGrantsRequest): Record<string, unknown> {
  return {
    ...(createdAfter && { createdAt: { $gt: createdAfter } }),
    ...(updatedAfter && { updatedAt: { $gt: updatedAfter } }),
  };
}
