import { ApiKeysServiceService } from '@fileonion/contract/keys';
import type { Freshness } from '@fileonion/freshness';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { settingsOf, toApiKey, toCreatedApiKey } from './api-key';
import { checkCeiling, checkMaySetRateLimit } from './api-key-change';
import { removeKey, revokeKey, updateKey, withTag, type KeyParts } from './api-key-writes';
import { findCaller, type Directory } from './directory';
import { issueKey } from './issue-key';
import type { Pepper } from './key-hash';
import { drawKey } from './raw-key';
import { checkOverlap, rotateKey } from './rotate-key';

/** What the service needs. */
interface ApiKeyParts extends KeyParts {
  directory: Directory;
  freshness: Freshness;
  unitOfWork: UnitOfWork;
  peppers: readonly Pepper[];
  /** The most calls a minute that a key may have. */
  maxRateLimit: number;
}

/** Serves API keys. */
export function apiKeyService(parts: ApiKeyParts): RpcService {
  const { keys, maxRateLimit, peppers } = parts;
  return rpcService(ApiKeysServiceService, {
    async listApiKeys(ctx, request) {
      const now = new Date();
      const { rows, page } = await keys.page(ctx, request, now);
      return { apiKeys: rows.map((row) => toApiKey(row, now)), page };
    },

    async getApiKey(ctx, { keyId }) {
      return { apiKey: toApiKey(withTag(ctx, await keys.get(ctx.principal.organizationId, keyId)), new Date()) };
    },

    createApiKey(ctx, request) {
      const { organizationId, userId } = ctx.principal;
      if (request.rateLimit !== undefined) checkMaySetRateLimit(ctx.principal);
      checkCeiling(request.rateLimit, maxRateLimit);
      const raw = drawKey(peppers);
      const settings = settingsOf(request, userId);
      return inForce(parts, ctx, async (tx) => {
        const row = await issueKey(parts, tx, { organizationId, settings, raw });
        return { apiKey: toCreatedApiKey(withTag(ctx, row), tx.now, raw.key) };
      });
    },

    async updateApiKey(ctx, request) {
      const ofOwner = await actsAsOwner(parts, ctx, request.keyId);
      return inForce(parts, ctx, (tx) => updateKey(parts, tx, request, ofOwner));
    },

    revokeApiKey: (ctx, { keyId }) => inForce(parts, ctx, (tx) => revokeKey(parts, tx, keyId)),

    rotateApiKey(ctx, request) {
      checkOverlap(ctx.principal, request);
      const raw = drawKey(peppers);
      return inForce(parts, ctx, (tx) => rotateKey(parts, tx, request, raw));
    },

    deleteApiKey: (ctx, { keyId }) => inForce(parts, ctx, (tx) => removeKey(parts, tx, keyId)),
  });
}

/**
 * Writes, and answers once no gateway judges by what was before: after no-ops and replays too, because the call that did
 * the work may have died between its commit and its answer.
 */
async function inForce<T>(
  { freshness, unitOfWork }: ApiKeyParts,
  ctx: RequestContext,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const answer = await unitOfWork(ctx, work);
  await freshness.changed(ctx.principal.organizationId);
  return answer;
}

/** Whether a key that the caller wants to change acts as an owner. Asked only where it decides something. */
async function actsAsOwner({ keys, directory }: ApiKeyParts, ctx: RequestContext, keyId: string): Promise<boolean> {
  const { organizationId, role } = ctx.principal;
  if (role === 'OWNER') return false;
  const row = await keys.find(organizationId, keyId);
  const creator = row && (await findCaller(directory, ctx, organizationId, row.createdBy));
  return creator?.user.role === 'OWNER';
}
