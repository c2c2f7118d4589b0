import { Principal } from '@fileonion/contract/api';
import { ApiKeyStatus, type AuthenticateResponse } from '@fileonion/contract/keys';
import { UserStatus } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { Freshness } from '@fileonion/freshness';
import type { RequestContext } from '@fileonion/service-kit';
import { endOf, statusOf, type ApiKeyRow } from './api-key';
import type { ApiKeyRepository } from './api-key-repository';
import { findCaller, type CompleteCaller, type Directory } from './directory';
import { hashesOf, type Pepper } from './key-hash';
import { principalOf } from './principal';

/** What authenticating a key needs. */
export interface KeyAuthenticationParts {
  keys: ApiKeyRepository;
  directory: Directory;
  freshness: Freshness;
  peppers: readonly Pepper[];
  maxRateLimit: number;
}

/**
 * Finds whom an API key stands for. The key is found by its hash only to learn what never changes, its organization and
 * its creator. Then the epoch is read, and only after it everything that may change: whoever changes something sets a
 * new epoch after the commit, so a principal made of older facts never has the present epoch.
 */
export async function authenticateKey(
  parts: KeyAuthenticationParts,
  ctx: RequestContext,
  digest: Uint8Array,
): Promise<AuthenticateResponse> {
  const { keys, directory, freshness, peppers } = parts;
  const found = await keys.findByHash(hashesOf(peppers, digest));
  if (!found) throw new AppError('invalid_credentials');
  const { _id: keyId, organizationId, createdBy } = found;
  const epoch = await freshness.current(organizationId);
  const [key, caller] = await Promise.all([
    keys.find(organizationId, keyId),
    findCaller(directory, ctx, organizationId, createdBy),
  ]);
  if (!key) throw new AppError('invalid_credentials');
  checkKey(key, caller, new Date());
  return { principal: principalOfKey(key, caller, parts.maxRateLimit), epoch };
}

function checkKey(key: ApiKeyRow, caller: CompleteCaller | undefined, now: Date): asserts caller is CompleteCaller {
  const status = statusOf(key, now);
  if (status === ApiKeyStatus.REVOKED || !caller) throw new AppError('revoked_api_key');
  if (status === ApiKeyStatus.EXPIRED) throw new AppError('expired_api_key');
  if (status === ApiKeyStatus.DISABLED) throw new AppError('disabled_api_key');
  if (caller.user.status !== UserStatus.ACTIVE)
    throw new AppError('disabled_api_key', 'The user whom the API key acts as is suspended.');
}

function principalOfKey(key: ApiKeyRow, caller: CompleteCaller, maxRateLimit: number): Principal {
  const { _id: id, scopes } = key;
  const rateLimit = Math.min(key.rateLimit, maxRateLimit);
  return principalOf(caller, { apiKey: { id, scopes, rateLimit }, notAfter: endOf(key) });
}
