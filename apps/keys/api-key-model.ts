import { tenantSchema } from '@fileonion/mongo';
import type { Connection, Model } from 'mongoose';
import type { ApiKeyRow } from './api-key';

/** The collection of API keys. */
export type ApiKeyModel = Model<ApiKeyRow>;

export function apiKeyModel(connection: Connection): ApiKeyModel {
  const schema = tenantSchema<ApiKeyRow>({
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    maskedKey: { type: String, required: true },
    hash: { type: String, required: true, immutable: true },
    scopes: { type: [String], required: true },
    rateLimit: { type: Number, required: true },
    duration: { type: String, required: true },
    disabled: { type: Boolean, required: true },
    createdBy: { type: String, required: true, immutable: true },
    expiresAt: { type: Date },
    revokesAt: { type: Date },
    revocationPending: { type: Boolean },
    lastUsedAt: { type: Date },
  });
  schema.index({ hash: 1 }, { unique: true });
  schema.index({ organizationId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, nameKey: 1, _id: 1 });
  schema.index({ organizationId: 1, createdBy: 1 });
  schema.index({ revokesAt: 1 }, { partialFilterExpression: { revocationPending: true } });
  return connection.model<ApiKeyRow>('ApiKey', schema);
}

/** Matches keys that are not revoked yet. */
export function unrevoked(now: Date) {
  return { revokesAt: { $not: { $lte: now } } };
}
