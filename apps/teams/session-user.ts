import { UserStatus } from '@fileonion/contract/teams';
import type { UserRow } from './user';

/** The one person that an issuer means by a subject. */
export function identityOf(issuer: string, subject: string): string {
  return JSON.stringify([issuer, subject]);
}

/**
 * Picks whom a session stands for among the users that are bound to its identity, or have its verified e-mail address and
 * are not bound yet: the one who joined first. An organization knows a person once, so where one is bound no other counts.
 */
export function pickSessionUser(candidates: UserRow[], identity: string): UserRow | undefined {
  const boundIn = new Set(candidates.filter((user) => user.identity === identity).map((user) => user.organizationId));
  return candidates
    .filter((user) => user.identity === identity || (user.identity === undefined && !boundIn.has(user.organizationId)))
    .filter((user) => user.status !== UserStatus.SUSPENDED)
    .sort((one, other) => joinedAt(one) - joinedAt(other) || one.createdAt.getTime() - other.createdAt.getTime())
    .at(0);
}

function joinedAt(user: UserRow): number {
  return user.joinedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
