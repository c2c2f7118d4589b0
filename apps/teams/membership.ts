import type { TeamRole } from '@fileonion/contract/teams';
import type { TenantRow } from '@fileonion/mongo';

/** A user's membership in a team, as it is stored; created when the user joined. */
export interface MembershipRow extends TenantRow {
  teamId: string;
  userId: string;
  role: TeamRole;
}

/** The id of a membership: it makes sure that a user is in a team once. */
export function membershipId(teamId: string, userId: string): string {
  return `${teamId}:${userId}`;
}
