import { addOrders, tenantSchema } from '@fileonion/mongo';
import type { Connection, Model } from 'mongoose';
import type { GrantRow } from './grant';

/** The collection of grants. */
export function grantModel(connection: Connection): Model<GrantRow> {
  const schema = tenantSchema<GrantRow>({
    requestId: { type: String, required: true },
    granteeKind: { type: String, required: true },
    granteeId: { type: String, required: true },
    permission: { type: String, required: true },
    awake: { type: Boolean, required: true },
    createdBy: { type: String, required: true },
  });
  schema.index({ organizationId: 1, requestId: 1, granteeId: 1 }, { unique: true });
  schema.index({ organizationId: 1, requestId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, awake: 1, granteeId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, granteeId: 1 });
  addOrders(schema, ['createdAt']);
  return connection.model<GrantRow>('Grant', schema);
}
