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
 * Picks whom a session stands for: of the users whom it may stand for, the one who joined first. They are those who are
 * bound to its identity, or have its verified e-mail address and are not bound yet.
 */
export function pickSessionUser(candidates: UserRow[], session: SessionIdentity): UserRow | undefined {
  return usersOf(candidates, session)
    .filter(({ status }) => status !== UserStatus.SUSPENDED)
    .sort((one, other) => joinedAt(one) - joinedAt(other) || one.createdAt.getTime() - other.createdAt.getTime())
    .at(0);
}

/**
 * Whether what becomes of one of the users can make another one the session's user. The suspended count too: they may
 * be let in again, and have joined first.
 */
export function isOneOfSeveral(candidates: UserRow[], session: SessionIdentity): boolean {
  return usersOf(candidates, session).length > 1;
}

/** An organization knows a person once, so where one is bound no other counts. */
function usersOf(candidates: UserRow[], session: SessionIdentity): UserRow[] {
  const bound = candidates.filter(({ identity }) => identity === session.identity);
  const boundIn = new Set(bound.map(({ organizationId }) => organizationId));
  return [...bound, ...candidates.filter((user) => !boundIn.has(user.organizationId) && isBindable(user, session))];
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
