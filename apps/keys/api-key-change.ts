import { isDeepStrictEqual } from 'node:util';
import { Role, type Principal } from '@fileonion/contract/api';
import { ApiKeyStatus, type UpdateApiKeyRequest } from '@fileonion/contract/keys';
import { AppError } from '@fileonion/errors';
import { foldCase, maskedFields } from '@fileonion/service-kit';
import { statusOf, type ApiKeyRow } from './api-key';

/** What an update really changes. */
interface ApiKeyChange {
  fields: Partial<Pick<ApiKeyRow, 'name' | 'nameKey' | 'scopes' | 'rateLimit' | 'disabled'>>;
  revoke: boolean;
}

/** What an update changes; undefined when it changes nothing, so that what GET shows can be sent back at any time. */
export function changeOf(before: ApiKeyRow, request: UpdateApiKeyRequest, now: Date): ApiKeyChange | undefined {
  const { status, ...settings } = maskedFields(request, ['name', 'scopes', 'rateLimit', 'status']);
  const fields: ApiKeyChange['fields'] = Object.fromEntries(
    Object.entries(settings).filter(
      ([name, value]) => !isDeepStrictEqual(value, before[name as keyof typeof settings]),
    ),
  );
  if (fields.name !== undefined) fields.nameKey = foldCase(fields.name);
  const asked = status === statusOf(before, now) ? undefined : status;
  if (asked === ApiKeyStatus.EXPIRED) {
    const detail = 'A key expires by itself. Use active, disabled or revoked.';
    throw AppError.validation([{ pointer: '/status', code: 'invalid_value', detail }]);
  }
  if (asked === ApiKeyStatus.ACTIVE || asked === ApiKeyStatus.DISABLED)
    fields.disabled = asked === ApiKeyStatus.DISABLED;
  const revoke = asked === ApiKeyStatus.REVOKED;
  return revoke || Object.keys(fields).length > 0 ? { fields, revoke } : undefined;
}

/** Refuses a change that the key's state or the caller's role does not allow. `ofOwner`: the key acts as an owner. */
export function checkChange(
  before: ApiKeyRow,
  change: ApiKeyChange,
  caller: Principal,
  ofOwner: boolean,
  now: Date,
): void {
  const { fields, revoke } = change;
  const status = statusOf(before, now);
  if (status === ApiKeyStatus.REVOKED)
    throw new AppError('key_revoked', 'The API key is revoked; it can only be deleted.');
  if (ofOwner && caller.role !== Role.OWNER && !onlyStops(change)) {
    throw new AppError('role_required', 'An admin may only disable, revoke and delete the key of an owner.');
  }
  if (fields.rateLimit !== undefined) checkMaySetRateLimit(caller);
  if (status === ApiKeyStatus.EXPIRED && !(revoke && Object.keys(fields).length === 0)) {
    throw new AppError('key_expired', 'The API key has expired; it can only be revoked and deleted.');
  }
}

/** Refuses anyone but an owner. */
export function checkMaySetRateLimit(caller: Principal): void {
  if (caller.role !== Role.OWNER) throw new AppError('role_required', 'Only an owner may set rateLimit.');
}

/** Refuses more than the operator allows. */
export function checkCeiling(rateLimit: number | undefined, ceiling: number): void {
  if (rateLimit === undefined || rateLimit <= ceiling) return;
  throw AppError.validation([{ pointer: '/rateLimit', code: 'out_of_range', detail: `At most ${ceiling}.` }]);
}

function onlyStops({ fields: { disabled, ...others } }: ApiKeyChange): boolean {
  return disabled !== false && Object.keys(others).length === 0;
}
