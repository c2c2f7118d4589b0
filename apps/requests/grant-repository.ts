import type { ListGrantsRequest, ListMyGrantsRequest } from '@fileonion/contract/requests';
import { tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import { idsOf } from './access';
import type { GrantRow } from './grant';

/** Reads and writes grants. */
export type GrantRepository = ReturnType<typeof createGrantRepository>;

export function createGrantRepository(connection: Connection, pageOf: PageOf) {
  const grants = connection.model<GrantRow>('Grant', grantSchema());

  return {
    ...tenantRows(grants),

    async findOf(organizationId: string, tx: Tx, requestId: string, granteeId: string): Promise<GrantRow | undefined> {
      return (await grants.findOne({ organizationId, requestId, granteeId }).session(tx.session).lean<GrantRow>()) ?? undefined;
    },

    allOfRequest(organizationId: string, tx: Tx, requestId: string): Promise<GrantRow[]> {
      return grants.find({ organizationId, requestId }).session(tx.session).lean<GrantRow[]>();
    },

    /** The grants of a request behind a place in the order of (createdAt, id). */
    ofRequest(organizationId: string, request: ListGrantsRequest): Promise<GrantRow[]> {
      const { requestId, limit, ascending, behindCreatedAt, behindId, createdAfter, updatedAfter } = request;
      const [beyond, direction] = ascending ? (['$gt', 1] as const) : (['$lt', -1] as const);
      const behind = behindId !== undefined && [{ createdAt: { [beyond]: behindCreatedAt } }, { createdAt: behindCreatedAt, _id: { [beyond]: behindId } }];
      return grants
        .find({
          organizationId,
          requestId,
          ...(behind && { $or: behind }),
          $and: [createdAfter ? { createdAt: { $gt: createdAfter } } : {}, updatedAfter ? { updatedAt: { $gt: updatedAfter } } : {}],
        })
        .sort({ createdAt: direction, _id: direction })
        .limit(limit)
        .lean<GrantRow[]>();
    },

    /** What was shared with the caller and is awake. */
    pageOfMine(ctx: RequestContext, request: ListMyGrantsRequest) {
      const filter = { organizationId: ctx.principal.organizationId, awake: true, granteeId: { $in: idsOf(ctx.principal) } };
      return pageOf(ctx, grants, { filter, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
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

function grantSchema() {
  const schema = tenantSchema<GrantRow>({
    requestId: { type: String, required: true },
    granteeKind: { type: String, required: true },
    granteeId: { type: String, required: true },
    permission: { type: String, required: true },
    awake: { type: Boolean, required: true },
    createdBy: { type: String, required: true },
  } as never);
  schema.index({ organizationId: 1, requestId: 1, granteeId: 1 }, { unique: true });
  schema.index({ organizationId: 1, requestId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, awake: 1, granteeId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, granteeId: 1 });
  return schema;
}
