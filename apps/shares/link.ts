import { createHash, randomBytes } from 'node:crypto';
import { Permission } from '@fileonion/contract/requests';
import { ResourceType, Share, ShareType } from '@fileonion/contract/shares';
import { AppError } from '@fileonion/errors';
import type { TenantRow } from '@fileonion/mongo';

/** A link as it is stored. The token itself is not. */
export interface LinkRow extends TenantRow {
  resourceId: string;
  tokenHash: string;
  passwordHash?: string;
  expiresAt?: Date;
  maxUses?: number;
  uses: number;
  /** Wrong passwords since the window of `wrongUntil` began. */
  wrongCount: number;
  wrongUntil?: Date;
  createdBy: string;
  revokedAt?: Date;
}

/** What a link's secret shows where it is made, and nowhere else. */
interface LinkSecret {
  token: string;
  url: string;
}

/** More live links than a request needs; they end together with it. */
export const maxLinks = 1000;

/** How many wrong passwords a link takes in a window. */
export const wrongPasswords = { limit: 10, windowMs: 15 * 60_000 };

/** A new token: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token; undefined for what cannot be one. */
export function tokenHashOf(token: string): string | undefined {
  return /^[\w-]{43}$/.test(token) ? createHash('sha256').update(token).digest('base64url') : undefined;
}

/** @throws AppError what has ended the link. */
export function requireUsable({ revokedAt, expiresAt, maxUses, uses }: LinkRow, now: Date): void {
  if (revokedAt) throw new AppError('link_revoked');
  if (expiresAt && expiresAt <= now) throw new AppError('link_expired');
  if (maxUses !== undefined && uses >= maxUses) throw new AppError('link_exhausted');
}

/** @throws AppError `rate_limited` while the link refuses every password. */
export function requireUnlocked({ wrongCount, wrongUntil }: LinkRow, now: Date): void {
  if (!wrongUntil || wrongUntil <= now || wrongCount < wrongPasswords.limit) return;
  throw new AppError('rate_limited', 'Too many wrong passwords for this link.', {
    retryAfterSeconds: Math.ceil((wrongUntil.getTime() - now.getTime()) / 1000),
  });
}

/** A link as the share that it is; with its secret only where it is made. */
export function linkAsShare(row: LinkRow, secret?: LinkSecret): Share {
  const { _id: id, resourceId, expiresAt, maxUses, uses, passwordHash, createdBy, createdAt } = row;
  return Share.fromPartial({
    id,
    type: ShareType.LINK,
    resourceType: ResourceType.REQUEST,
    resourceId,
    permission: Permission.VIEW,
    link: { ...secret, expiresAt, hasPassword: passwordHash !== undefined, maxUses, uses },
    createdBy,
    createdAt,
    updatedAt: createdAt,
  });
}
