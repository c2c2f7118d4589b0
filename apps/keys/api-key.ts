import type { Scope } from '@fileonion/contract/api';
import {
  ApiKey,
  ApiKeyDuration,
  ApiKeyStatus,
  CreatedApiKey,
  type CreateApiKeyRequest,
} from '@fileonion/contract/keys';
import type { OwnFields, TenantRow } from '@fileonion/mongo';
import { foldCase, maskApiKey } from '@fileonion/service-kit';

/** An API key as it is stored. */
export interface ApiKeyRow extends TenantRow {
  name: string;
  /** Sorts by name whatever the case. */
  nameKey: string;
  maskedKey: string;
  /** Peppered hash of the raw key, which is stored nowhere. */
  hash: string;
  scopes: Scope[];
  rateLimit: number;
  /** Kept for the successor. */
  duration: ApiKeyDuration;
  disabled: boolean;
  createdBy: string;
  expiresAt?: Date;
  /** From when on the key is revoked; may lie ahead, after a rotation with an overlap. */
  revokesAt?: Date;
  /** Set while a revocation that lies ahead has not been announced. */
  revocationPending?: boolean;
  lastUsedAt?: Date;
}

/** What is chosen for a key. */
export type ApiKeySettings = Pick<ApiKeyRow, 'name' | 'scopes' | 'rateLimit' | 'duration' | 'disabled' | 'createdBy'>;

export const defaultRateLimit = 100;
export const maxUnrevokedKeys = 100;

const dayMs = 86_400_000;

const durationDays: Partial<Record<ApiKeyDuration, number>> = {
  [ApiKeyDuration.DAYS_30]: 30,
  [ApiKeyDuration.DAYS_90]: 90,
  [ApiKeyDuration.DAYS_180]: 180,
  [ApiKeyDuration.YEAR_1]: 365,
};

/** The settings that a request to create a key asks for. */
export function settingsOf(request: CreateApiKeyRequest, createdBy: string): ApiKeySettings {
  const { name, scopes, expiresIn = ApiKeyDuration.DAYS_90, rateLimit = defaultRateLimit } = request;
  return { name, scopes, rateLimit, duration: expiresIn, disabled: false, createdBy };
}

/** The settings of a key's successor. */
export function successorOf(row: ApiKeyRow): ApiKeySettings {
  const { name, scopes, rateLimit, duration, disabled, createdBy } = row;
  return { name, scopes, rateLimit, duration, disabled, createdBy };
}

/** The fields of a new key. */
export function newApiKeyFields(
  settings: ApiKeySettings,
  raw: { key: string; hash: string },
  now: Date,
): OwnFields<ApiKeyRow> {
  const days = durationDays[settings.duration];
  const expiresAt = days === undefined ? undefined : new Date(now.getTime() + days * dayMs);
  const nameKey = foldCase(settings.name);
  return { ...settings, nameKey, maskedKey: maskApiKey(raw.key), hash: raw.hash, ...(expiresAt && { expiresAt }) };
}

/** Whether a key works: what is final comes before what can be undone. */
export function statusOf({ revokesAt, expiresAt, disabled }: ApiKeyRow, now: Date): ApiKeyStatus {
  if (revokesAt && revokesAt <= now) return ApiKeyStatus.REVOKED;
  if (expiresAt && expiresAt <= now) return ApiKeyStatus.EXPIRED;
  return disabled ? ApiKeyStatus.DISABLED : ApiKeyStatus.ACTIVE;
}

/** The moment at which a key stops working by itself. */
export function endOf({ revokesAt, expiresAt }: ApiKeyRow): Date | undefined {
  return earlier(revokesAt, expiresAt);
}

/** When a key is revoked that is to be revoked at `moment`: a revocation that was decided before is never put off. */
export function revocationOf({ revokesAt }: ApiKeyRow, moment: Date): Date {
  return earlier(revokesAt, moment) ?? moment;
}

/** A key as the API shows it. */
export function toApiKey(row: ApiKeyRow, now: Date): ApiKey {
  return ApiKey.fromPartial(shownFields(row, now));
}

/** A key as the API shows it once, with the key itself. */
export function toCreatedApiKey(row: ApiKeyRow, now: Date, key: string): CreatedApiKey {
  return CreatedApiKey.fromPartial({ ...shownFields(row, now), key });
}

function shownFields({ _id: id, ...row }: ApiKeyRow, now: Date) {
  const { name, maskedKey, scopes, rateLimit, createdBy, createdAt, lastUsedAt, expiresAt, revokesAt } = row;
  const status = statusOf({ _id: id, ...row }, now);
  const revokedAt = status === ApiKeyStatus.REVOKED ? revokesAt : undefined;
  return { id, name, maskedKey, scopes, status, rateLimit, createdBy, createdAt, lastUsedAt, expiresAt, revokedAt };
}

function earlier(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (!one || !other) return one ?? other;
  return one < other ? one : other;
}
