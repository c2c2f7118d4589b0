import { ApiKeyStatus, type ListApiKeysRequest } from '@fileonion/contract/keys';
import { organizationGuard, tenantRows, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { ApiKeyRow } from './api-key';
import { apiKeyModel, unrevoked } from './api-key-model';
import { keysOfAllOrganizations } from './keys-of-all-organizations';

/** Reads and writes API keys. */
export type ApiKeyRepository = ReturnType<typeof createApiKeyRepository>;

export function createApiKeyRepository(connection: Connection, pageOf: PageOf) {
  const keys = apiKeyModel(connection);
  return {
    ...tenantRows(keys),
    ...keysOfAllOrganizations(keys),

    page(ctx: RequestContext, request: ListApiKeysRequest, now: Date) {
      const { organizationId } = ctx.principal;
      const residual = request.status && havingStatus(request.status, now);
      const sorts = { createdAt: 'createdAt', name: 'nameKey' };
      return pageOf(ctx, keys, { filter: { organizationId }, residual, request, sorts, default: '-createdAt' });
    },

    /** Keeps the number of keys from being changed by others until the transaction ends. */
    hold: organizationGuard(connection, 'KeyRing').hold,

    countUnrevoked(organizationId: string, tx: Tx): Promise<number> {
      return keys
        .countDocuments({ organizationId, ...unrevoked(tx.now) })
        .session(tx.session)
        .exec();
    },

    unrevokedOf(organizationId: string, tx: Tx, userId: string): Promise<ApiKeyRow[]> {
      const filter = { organizationId, createdBy: userId, ...unrevoked(tx.now) };
      return keys.find(filter).session(tx.session).lean<ApiKeyRow[]>();
    },
  };
}

/** The rule of `statusOf`, as the database applies it. */
function havingStatus(status: ApiKeyStatus, now: Date): Record<string, unknown> {
  if (status === ApiKeyStatus.REVOKED) return { revokesAt: { $lte: now } };
  if (status === ApiKeyStatus.EXPIRED) return { ...unrevoked(now), expiresAt: { $lte: now } };
  const alive = { ...unrevoked(now), expiresAt: { $not: { $lte: now } } };
  return { ...alive, disabled: status === ApiKeyStatus.DISABLED };
}
