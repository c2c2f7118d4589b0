import type { ListApiKeysRequest } from '@fileonion/contract/keys';
import type { ApiKeyStatus } from '@fileonion/contract/keys';
import { tenantRows, tenantSchema, type PageOf, type TenantRow, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { ApiKeyRow } from './api-key';

/** Reads and writes API keys. */
export type ApiKeyRepository = ReturnType<typeof createApiKeyRepository>;

export function createApiKeyRepository(connection: Connection, pageOf: PageOf) {
  const keys = connection.model<ApiKeyRow>('ApiKey', apiKeySchema());
  // One row an organization, for the rule about all of its keys.
  const keyRings = connection.model<TenantRow>('KeyRing', tenantSchema<TenantRow>({}));

  return {
    ...tenantRows(keys),

    page(ctx: RequestContext, request: ListApiKeysRequest, now: Date) {
      const { organizationId } = ctx.principal;
      const filter = { organizationId, ...(request.status && { $and: havingStatus(request.status, now) }) };
      const sorts = { createdAt: 'createdAt', name: 'name' };
      return pageOf(ctx, keys, { filter, request, sorts, default: '-createdAt' });
    },

    /** The key with one of these hashes, as far as it never changes: its state is read by organization, afterwards. */
    findByHash(hashes: string[]): Promise<Pick<ApiKeyRow, '_id' | 'organizationId' | 'createdBy'> | null> {
      return keys
        .findOne({ hash: { $in: hashes } }, { organizationId: 1, createdBy: 1 })
        .setOptions({ crossTenant: 'a raw key names no organization' })
        .lean();
    },

    /** Keeps the number of keys from being changed by others until the transaction ends. */
    async hold(organizationId: string, tx: Tx): Promise<void> {
      const first = { version: 1, createdAt: tx.now, updatedAt: tx.now };
      const filter = { _id: organizationId, organizationId };
      await keyRings.updateOne(
        filter,
        { $inc: { guard: 1 }, $setOnInsert: first },
        { upsert: true, session: tx.session },
      );
    },

    countUnrevoked(organizationId: string, tx: Tx): Promise<number> {
      return keys
        .countDocuments({ organizationId, $and: [unrevoked(tx.now)] })
        .session(tx.session)
        .exec();
    },

    unrevokedOf(organizationId: string, tx: Tx, userId: string): Promise<ApiKeyRow[]> {
      const filter = { organizationId, createdBy: userId, $and: [unrevoked(tx.now)] };
      return keys.find(filter).session(tx.session).lean<ApiKeyRow[]>();
    },

    /** Keys of all organizations whose revocation has come to pass and has not been announced. */
    dueRevocations(now: Date, most: number): Promise<Pick<ApiKeyRow, '_id' | 'organizationId'>[]> {
      return keys
        .find({ revocationPending: true, revokesAt: { $lte: now } }, { organizationId: 1 })
        .setOptions({ crossTenant: 'announcing what is due' })
        .limit(most)
        .lean();
    },

    /** Notes last uses; of two moments the later stays. Makes no new version: nothing was decided. */
    async noteUses(uses: { organizationId: string; keyId: string; lastUsedAt: Date }[]): Promise<void> {
      const operations = uses.map(({ organizationId, keyId, lastUsedAt }) => ({
        updateOne: { filter: { _id: keyId as never, organizationId }, update: { $max: { lastUsedAt } } },
      }));
      if (operations.length > 0) await keys.collection.bulkWrite(operations, { ordered: false });
    },
  };
}

function unrevoked(now: Date) {
  return { $or: [{ revokesAt: null }, { revokesAt: { $gt: now } }] };
}

/** The rule of `statusOf`, as the database applies it. */
function havingStatus(status: ApiKeyStatus, now: Date): Record<string, unknown>[] {
  if (status === 'REVOKED') return [{ revokesAt: { $lte: now } }];
  if (status === 'EXPIRED') return [unrevoked(now), { expiresAt: { $lte: now } }];
  const alive = [unrevoked(now), { $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] }];
  return [...alive, { disabled: status === 'DISABLED' }];
}

function apiKeySchema() {
  const schema = tenantSchema<ApiKeyRow>({
    name: { type: String, required: true },
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
  schema.index({ organizationId: 1, name: 1, _id: 1 });
  schema.index({ organizationId: 1, createdBy: 1 });
  schema.index({ revokesAt: 1 }, { partialFilterExpression: { revocationPending: true } });
  return schema;
}
