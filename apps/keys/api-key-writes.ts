import { EventType } from '@fileonion/contract/events';
import {
  ApiKeyStatus,
  type ApiKey,
  type CreatedApiKey,
  type DeleteApiKeyResponse,
  type RevokeApiKeyResponse,
  type UpdateApiKeyRequest,
  type UpdateApiKeyResponse,
} from '@fileonion/contract/keys';
import { checkIfMatch, etagOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import { revocationOf, statusOf, toApiKey, toCreatedApiKey, type ApiKeyRow } from './api-key';
import { changeOf, checkCeiling, checkChange } from './api-key-change';
import { announce } from './api-key-events';
import type { IssueParts } from './issue-key';

/** Changes settings, or revokes. `ofOwner`: the key acts as an owner, and the caller is none. */
export async function updateKey(
  { keys, outbox, maxRateLimit }: IssueParts & { maxRateLimit: number },
  tx: Tx,
  request: UpdateApiKeyRequest,
  ofOwner: boolean,
): Promise<UpdateApiKeyResponse> {
  const { ctx, now } = tx;
  const before = await keys.get(ctx.principal.organizationId, request.keyId, tx);
  checkIfMatch(ctx, before.version);
  const change = changeOf(before, request, now);
  if (!change) return { apiKey: shown(ctx, before, now) };
  checkCeiling(change.fields.rateLimit, maxRateLimit);
  checkChange(before, change, ctx.principal, ofOwner, now);
  const revocation = change.revoke ? { revokesAt: now, revocationPending: undefined } : {};
  const after = await keys.change(before.organizationId, tx, before._id, { ...change.fields, ...revocation });
  if (change.revoke) await announce(outbox, tx, EventType.API_KEY_REVOKED, after);
  else await announce(outbox, tx, EventType.API_KEY_UPDATED, after, { before });
  return { apiKey: shown(ctx, after, now) };
}

/** Revokes for good; a key that is revoked already stays as it is. */
export async function revokeKey(parts: IssueParts, tx: Tx, keyId: string): Promise<RevokeApiKeyResponse> {
  const before = await parts.keys.get(tx.ctx.principal.organizationId, keyId, tx);
  const after = statusOf(before, tx.now) === ApiKeyStatus.REVOKED ? before : await revokeNow(parts, tx, before);
  return { apiKey: shown(tx.ctx, after, tx.now) };
}

/** Revokes a key that is not revoked yet. */
export async function revokeNow(
  { keys, outbox }: IssueParts,
  tx: Tx,
  row: ApiKeyRow,
  actor?: { userId: string; apiKeyId: string },
): Promise<ApiKeyRow> {
  const fields = { revokesAt: revocationOf(row, tx.now), revocationPending: undefined };
  const after = await keys.change(row.organizationId, tx, row._id, fields);
  await announce(outbox, tx, EventType.API_KEY_REVOKED, after, { actor });
  return after;
}

/** Deletes for good, in whatever state the key is. */
export async function removeKey({ keys, outbox }: IssueParts, tx: Tx, keyId: string): Promise<DeleteApiKeyResponse> {
  const row = await keys.get(tx.ctx.principal.organizationId, keyId, tx);
  checkIfMatch(tx.ctx, row.version);
  await keys.remove(row.organizationId, tx, keyId);
  await announce(outbox, tx, EventType.API_KEY_DELETED, { ...row, version: row.version + 1 });
  return { deleted: { id: keyId, deleted: true } };
}

/** A key as an answer shows it, tagged with its version. */
export function shown(ctx: RequestContext, row: ApiKeyRow, now: Date): ApiKey {
  ctx.reply.etag = etagOf(row.version);
  return toApiKey(row, now);
}

/** A new key as an answer shows it once, with the key itself. */
export function shownOnce(ctx: RequestContext, row: ApiKeyRow, now: Date, key: string): CreatedApiKey {
  ctx.reply.etag = etagOf(row.version);
  return toCreatedApiKey(row, now, key);
}
