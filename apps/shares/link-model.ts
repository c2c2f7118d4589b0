import { tenantSchema } from '@fileonion/mongo';
import type { Connection, Model } from 'mongoose';
import type { LinkRow } from './link';

const day = 24 * 3600;

/** The collection of links. */
export function linkModel(connection: Connection): Model<LinkRow> {
  const schema = tenantSchema<LinkRow>({
    resourceId: { type: String, required: true },
    tokenHash: { type: String, required: true },
    passwordHash: { type: String },
    expiresAt: { type: Date },
    maxUses: { type: Number },
    uses: { type: Number, required: true },
    wrongCount: { type: Number, required: true },
    wrongUntil: { type: Date },
    createdBy: { type: String, required: true },
    revokedAt: { type: Date },
  });
  schema.index({ tokenHash: 1 }, { unique: true });
  schema.index({ organizationId: 1, resourceId: 1, createdAt: 1, _id: 1 });
  // Kept that long, so that the link says why it no longer works.
  schema.index({ revokedAt: 1 }, { expireAfterSeconds: 90 * day });
  return connection.model<LinkRow>('Link', schema);
}
