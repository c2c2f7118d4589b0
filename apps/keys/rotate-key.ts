import type { Principal } from '@fileonion/contract/api';
import { ApiKeyStatus, type RotateApiKeyRequest, type RotateApiKeyResponse } from '@fileonion/contract/keys';
import { AppError } from '@fileonion/errors';
import type { Tx } from '@fileonion/mongo';
import { revocationOf, statusOf, successorOf, type ApiKeyRow } from './api-key';
import { revokeNow, shownOnce } from './api-key-writes';
import { issueKey, type IssueParts } from './issue-key';
import type { RawKey } from './raw-key';

const leastOwnOverlap = 60;

/** Refuses a key that would cut off its own holder before the successor has reached them. */
export function checkOverlap({ apiKey }: Principal, { keyId, overlapSeconds = 0 }: RotateApiKeyRequest): void {
  if (apiKey?.id !== keyId || overlapSeconds >= leastOwnOverlap) return;
  const detail = `At least ${leastOwnOverlap} where a key rotates itself.`;
  throw AppError.validation([{ pointer: '/overlapSeconds', code: 'out_of_range', detail }]);
}

/** Issues a successor, and revokes the key at once or after the overlap. */
export async function rotateKey(
  parts: IssueParts,
  tx: Tx,
  request: RotateApiKeyRequest,
  raw: RawKey,
): Promise<RotateApiKeyResponse> {
  const { ctx, now } = tx;
  const before = await parts.keys.get(ctx.principal.organizationId, request.keyId, tx);
  checkMayRotate(before, ctx.principal, now);
  if (request.overlapSeconds) await revokeLater(parts, tx, before, request.overlapSeconds);
  else await revokeNow(parts, tx, before);
  const { organizationId } = before;
  const successor = await issueKey(parts, tx, { organizationId, settings: successorOf(before), raw });
  return { apiKey: shownOnce(ctx, successor, now, raw.key) };
}

function checkMayRotate(row: ApiKeyRow, caller: Principal, now: Date): void {
  if (row.createdBy !== caller.userId) {
    throw new AppError(
      'permission_denied',
      'Only its creator may rotate an API key: the successor acts as the same user.',
    );
  }
  const status = statusOf(row, now);
  if (status === ApiKeyStatus.REVOKED)
    throw new AppError('key_revoked', 'The API key is revoked; it can only be deleted.');
  if (status === ApiKeyStatus.EXPIRED) throw new AppError('key_expired', 'The API key has expired. Create a new one.');
}

// Nothing that GET shows has changed yet, so it is announced when it comes to pass.
async function revokeLater({ keys }: IssueParts, tx: Tx, row: ApiKeyRow, seconds: number): Promise<void> {
  const revokesAt = revocationOf(row, new Date(tx.now.getTime() + seconds * 1000));
  await keys.change(row.organizationId, tx, row._id, { revokesAt, revocationPending: true });
}
