import { isDeepStrictEqual } from 'node:util';
import type { EventType } from '@fileonion/contract/events';
import { Team, type CreateTeamRequest, type UpdateTeamRequest } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { Fact } from '@fileonion/events';
import type { TenantRow } from '@fileonion/mongo';
import { foldCase, maskedFields } from '@fileonion/service-kit';

/** A team as it is stored. */
export interface TeamRow extends TenantRow {
  name: string;
  /** Unique in the organization. */
  nameKey: string;
  description?: string;
  color?: string;
  isDefault: boolean;
  memberCount: number;
}

/** The fields of a new team. */
export function newTeam({ name, description, color }: CreateTeamRequest) {
  return { name, nameKey: foldCase(name), description, color, isDefault: false, memberCount: 0 };
}

/** The fields of the team that every organization has. */
export function defaultTeam() {
  return { ...newTeam({ name: 'General' }), isDefault: true };
}

/** What an update changes; undefined when everything is so already. */
export function changesOfTeam(team: TeamRow, request: UpdateTeamRequest) {
  const { name, description, color } = team;
  const after = { name, description, color, ...maskedFields(request, ['name', 'description', 'color']) };
  if (isDeepStrictEqual(after, { name, description, color })) return undefined;
  return { ...after, nameKey: foldCase(after.name) };
}

/** @throws AppError `default_team` */
export function checkDeletable(team: TeamRow): void {
  if (team.isDefault) throw new AppError('default_team');
}

/** A team as the API shows it. */
export function toTeam({ _id, name, description, color, isDefault, memberCount, createdAt, updatedAt }: TeamRow): Team {
  return { id: _id, name, description, color, isDefault, memberCount, createdAt, updatedAt };
}

/** What is announced about a team, as a new version of it. */
export function teamFact(type: EventType, team: TeamRow, before?: TeamRow): Fact {
  return {
    type,
    aggregateId: team._id,
    seq: team.version,
    resource: ['fileonion.teams.v2.Team', encode(team)],
    previous: before && encode(before),
    audience: { teamId: team._id },
  };
}

function encode(team: TeamRow): Uint8Array {
  return Team.encode(toTeam(team)).finish();
}
