import { Role } from '@fileonion/contract/api';
import { ApiKeysServiceService } from '@fileonion/contract/keys';
import type { FreshUnitOfWork } from '@fileonion/freshness';
import type { Tx } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { settingsOf, toApiKey } from './api-key';
import { checkCeiling, checkMaySetRateLimit } from './api-key-change';
import { removeKey, revokeKey, shown, shownOnce, updateKey } from './api-key-writes';
import { findCaller, type Directory } from './directory';
import { issueKey, type IssueParts } from './issue-key';
import type { Pepper } from './key-hash';
import { drawKey } from './raw-key';
import { checkOverlap, rotateKey } from './rotate-key';

/** What the service needs. */
interface ApiKeyParts extends IssueParts {
  directory: Directory;
  unitOfWork: FreshUnitOfWork<Tx>;
  peppers: readonly Pepper[];
  /** The most calls a minute that a key may have. */
  maxRateLimit: number;
}

/** Serves API keys. */
export function apiKeyService(parts: ApiKeyParts): RpcService {
  const { keys, maxRateLimit, peppers, unitOfWork } = parts;
  return rpcService(ApiKeysServiceService, {
    async listApiKeys(ctx, request) {
      const now = new Date();
      const { rows, page } = await keys.page(ctx, request, now);
      return { apiKeys: rows.map((row) => toApiKey(row, now)), page };
    },

    async getApiKey(ctx, { keyId }) {
      return { apiKey: shown(ctx, await keys.get(ctx.principal.organizationId, keyId), new Date()) };
    },

    createApiKey(ctx, request) {
      const { organizationId, userId } = ctx.principal;
      if (request.rateLimit !== undefined) checkMaySetRateLimit(ctx.principal);
      checkCeiling(request.rateLimit, maxRateLimit);
      const raw = drawKey(peppers);
      const settings = settingsOf(request, userId);
      return unitOfWork(ctx, async (tx) => {
        const row = await issueKey(parts, tx, { organizationId, settings, raw });
        return { apiKey: shownOnce(ctx, row, tx.now, raw.key) };
      });
    },

    async updateApiKey(ctx, request) {
      const ofOwner = await actsAsOwner(parts, ctx, request.keyId);
      return unitOfWork(ctx, (tx) => updateKey(parts, tx, request, ofOwner));
    },

    revokeApiKey: (ctx, { keyId }) => unitOfWork(ctx, (tx) => revokeKey(parts, tx, keyId)),

    rotateApiKey(ctx, request) {
      checkOverlap(ctx.principal, request);
      const raw = drawKey(peppers);
      return unitOfWork(ctx, (tx) => rotateKey(parts, tx, request, raw));
    },

    deleteApiKey: (ctx, { keyId }) => unitOfWork(ctx, (tx) => removeKey(parts, tx, keyId)),
  });
}

/** Whether a key that the caller wants to change acts as an owner. Asked only where it decides something. */
async function actsAsOwner({ keys, directory }: ApiKeyParts, ctx: RequestContext, keyId: string): Promise<boolean> {
  const { organizationId, role } = ctx.principal;
  if (role === Role.OWNER) return false;
  const row = await keys.find(organizationId, keyId);
  const creator = row && (await findCaller(directory, ctx, organizationId, row.createdBy));
  return creator?.user.role === Role.OWNER;
}
