import { EventType } from '@fileonion/contract/events';
import {
  TeamsServiceService,
  type CreateTeamRequest,
  type CreateTeamResponse,
  type DeleteTeamRequest,
  type DeleteTeamResponse,
  type ListMyTeamsRequest,
  type ListMyTeamsResponse,
  type Team,
  type UpdateTeamRequest,
  type UpdateTeamResponse,
} from '@fileonion/contract/teams';
import type { Outbox } from '@fileonion/events';
import type { FreshUnitOfWork } from '@fileonion/freshness';
import { checkIfMatch, etagOf, type Tx } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import type { MembershipRepository } from './membership-repository';
import { changesOfTeam, checkDeletable, newTeam, teamFact, toTeam, type TeamRow } from './team';
import type { TeamRepository } from './team-repository';

interface Parts {
  unitOfWork: FreshUnitOfWork<Tx>;
  outbox: Outbox;
  teams: TeamRepository;
  memberships: MembershipRepository;
}

/** Serves teams. */
export function teamService(parts: Parts): RpcService {
  const { unitOfWork, teams } = parts;
  return rpcService(TeamsServiceService, {
    async listTeams(ctx, request) {
      const { rows, page } = await teams.page(ctx, request);
      return { teams: rows.map(toTeam), page };
    },

    async getTeam(ctx, { teamId }) {
      return { team: shown(ctx, await teams.get(ctx.principal.organizationId, teamId)) };
    },

    listMyTeams: (ctx, request) => listMine(parts, ctx, request),
    createTeam: (ctx, request) => unitOfWork(ctx, (tx) => create(parts, tx, request)),
    updateTeam: (ctx, request) => unitOfWork(ctx, (tx) => update(parts, tx, request)),
    deleteTeam: (ctx, request) => unitOfWork(ctx, (tx) => remove(parts, tx, request)),
  });
}

async function listMine(
  { teams, memberships }: Parts,
  ctx: RequestContext,
  request: ListMyTeamsRequest,
): Promise<ListMyTeamsResponse> {
  const { organizationId, userId } = ctx.principal;
  const mine = await memberships.ofUser(organizationId, userId);
  const roles = new Map(mine.map(({ teamId, role }) => [teamId, role]));
  const { rows, page } = await teams.pageAmong(ctx, request, [...roles.keys()]);
  return { teams: rows.map((team) => ({ ...toTeam(team), role: roles.get(team._id)! })), page };
}

async function create({ teams, outbox }: Parts, tx: Tx, request: CreateTeamRequest): Promise<CreateTeamResponse> {
  const team = await teams.insert(tx.ctx.principal.organizationId, tx, uuidv7(), newTeam(request));
  await outbox.emit(tx, teamFact(EventType.TEAM_CREATED, team));
  return { team: shown(tx.ctx, team) };
}

async function update({ teams, outbox }: Parts, tx: Tx, request: UpdateTeamRequest): Promise<UpdateTeamResponse> {
  const { organizationId } = tx.ctx.principal;
  const before = await teams.get(organizationId, request.teamId, tx);
  checkIfMatch(tx.ctx, before.version);
  const changes = changesOfTeam(before, request);
  if (!changes) return { team: shown(tx.ctx, before) };
  const team = await teams.change(organizationId, tx, before._id, changes);
  await outbox.emit(tx, teamFact(EventType.TEAM_UPDATED, team, before));
  return { team: shown(tx.ctx, team) };
}

async function remove(
  { teams, memberships, outbox }: Parts,
  tx: Tx,
  { teamId }: DeleteTeamRequest,
): Promise<DeleteTeamResponse> {
  const { organizationId } = tx.ctx.principal;
  const team = await teams.get(organizationId, teamId, tx);
  checkIfMatch(tx.ctx, team.version);
  checkDeletable(team);
  await memberships.removeTeam(organizationId, tx, teamId);
  await teams.remove(organizationId, tx, teamId);
  await outbox.emit(tx, teamFact(EventType.TEAM_DELETED, { ...team, version: team.version + 1 }));
  return { deleted: { id: teamId, deleted: true } };
}

function shown(ctx: RequestContext, team: TeamRow): Team {
  ctx.reply.etag = etagOf(team.version);
  return toTeam(team);
}
