import type { EventType } from '@fileonion/contract/events';
import { Membership, type TeamRole } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { Fact } from '@fileonion/events';
import type { TenantRow } from '@fileonion/mongo';
import type { TeamRow } from './team';
import type { UserRow } from './user';

/** A user's membership in a team, as it is stored; created when the user joined. */
export interface MembershipRow extends TenantRow {
  teamId: string;
  userId: string;
  role: TeamRole;
}

/** Principals carry the ids of all teams of their user with every call. */
const maxTeamsOfUser = 200;

/** The id of a membership: it makes sure that a user is in a team once. */
export function membershipId(teamId: string, userId: string): string {
  return `${teamId}:${userId}`;
}

/** @throws AppError `limit_reached` */
export function checkMayJoin(memberships: MembershipRow[]): void {
  if (memberships.length >= maxTeamsOfUser) {
    throw new AppError('limit_reached', `A user can be in ${maxTeamsOfUser} teams.`);
  }
}

/** A membership as the API shows it. */
export function toMember({ teamId, userId, role, createdAt }: MembershipRow, { name, email }: UserRow): Membership {
  return { id: userId, userId, name, email, role, joinedAt: createdAt, teamId };
}

/** What is announced about a membership, as a new version of its team. */
export function memberFact(type: EventType, team: TeamRow, membership: MembershipRow, user: UserRow): Fact {
  return {
    type,
    aggregateId: team._id,
    seq: team.version,
    resource: ['fileonion.teams.v2.Membership', Membership.encode(toMember(membership, user)).finish()],
    audience: { teamId: team._id, userId: user._id },
  };
}
