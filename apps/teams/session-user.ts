import { UserStatus } from '@fileonion/contract/teams';
import type { UserRow } from './user';

/** The one person that an issuer means by a subject. */
export function identityOf(issuer: string, subject: string): string {
  return JSON.stringify([issuer, subject]);
}

/** Who a session says it is. */
export interface SessionIdentity {
  /** See `identityOf`. */
  identity: string;
  /** The address that the issuer has verified, if it has. */
  email: string | undefined;
}

/**
 * Whether an issuer that has verified one address vouches for the other. Only the case of A-Z does not count: letters
 * that look alike, such as i and ı, make addresses of different people, who may each have theirs verified.
 */
export function isSameAddress(one: string, other: string): boolean {
  return lowerAscii(one) === lowerAscii(other);
}

/**
 * Picks whom a session stands for among the users that are bound to its identity, or have its verified e-mail address and
 * are not bound yet: the one who joined first. An organization knows a person once, so where one is bound no other counts.
 */
export function pickSessionUser(candidates: UserRow[], session: SessionIdentity): UserRow | undefined {
  const bound = candidates.filter(({ identity }) => identity === session.identity);
  const boundIn = new Set(bound.map(({ organizationId }) => organizationId));
  const bindable = candidates.filter((user) => !boundIn.has(user.organizationId) && isBindable(user, session));
  return [...bound, ...bindable]
    .filter(({ status }) => status !== UserStatus.SUSPENDED)
    .sort((one, other) => joinedAt(one) - joinedAt(other) || one.createdAt.getTime() - other.createdAt.getTime())
    .at(0);
}

function isBindable(user: UserRow, { email }: SessionIdentity): boolean {
  return user.identity === undefined && email !== undefined && isSameAddress(user.email, email);
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function joinedAt(user: UserRow): number {
  return user.joinedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
