import type { ListActivityRequest } from '@fileonion/contract/requests';
import { tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import { Schema, type Connection } from 'mongoose';
import type { ActivityRow } from './activity';

/** Reads and writes what happened to requests. */
export type ActivityRepository = ReturnType<typeof createActivityRepository>;

export function createActivityRepository(connection: Connection, pageOf: PageOf) {
  const activity = connection.model<ActivityRow>('Activity', activitySchema());
  const { insert } = tenantRows(activity);
  return {
    insert,

    page(ctx: RequestContext, request: ListActivityRequest) {
      const filter = { organizationId: ctx.principal.organizationId, requestId: request.requestId };
      return pageOf(ctx, activity, { filter, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
    },

    async removeOfRequest(organizationId: string, tx: Tx, requestId: string): Promise<void> {
      await activity.deleteMany({ organizationId, requestId }, { session: tx.session });
    },
  };
}

function activitySchema() {
  const schema = tenantSchema<ActivityRow>({
    requestId: { type: String, required: true },
    type: { type: String, required: true },
    userId: { type: String },
    apiKeyId: { type: String },
    itemId: { type: String },
    commentId: { type: String },
    changedFields: { type: [String], required: true },
    fromStage: { type: Schema.Types.Mixed },
    toStage: { type: Schema.Types.Mixed },
  });
  schema.index({ organizationId: 1, requestId: 1, createdAt: 1, _id: 1 });
  return schema;
}
