import { EventType } from '@fileonion/contract/events';
import { TeamsServiceService } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { Outbox } from '@fileonion/events';
import { checkIfMatch, etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import type { MembershipRepository } from './membership-repository';
import { changesOfTeam, checkDeletable, newTeam, teamFact, toTeam } from './team';
import type { TeamRepository } from './team-repository';

interface Parts {
  unitOfWork: UnitOfWork;
  outbox: Outbox;
  teams: TeamRepository;
  memberships: MembershipRepository;
}

/** The RPCs of teams. */
export function teamService({ unitOfWork, outbox, teams, memberships }: Parts): RpcService {
  return rpcService(TeamsServiceService, {
    async listTeams(ctx, request) {
      const { rows, page } = await teams.page(ctx.principal.organizationId, ctx, request);
      return { teams: rows.map(toTeam), page };
    },

    async listMyTeams(ctx, request) {
      const { organizationId, userId } = ctx.principal;
      const mine = await memberships.ofUser(organizationId, userId);
      const roles = new Map(mine.map(({ teamId, role }) => [teamId, role]));
      const { rows, page } = await teams.pageAmong(organizationId, ctx, request, [...roles.keys()]);
      return { teams: rows.map((row) => ({ ...toTeam(row), role: roles.get(row._id)! })), page };
    },

    async getTeam(ctx, { teamId }) {
      const team = await existing(ctx.principal.organizationId, teamId);
      ctx.reply.etag = etagOf(team.version);
      return { team: toTeam(team) };
    },

    async createTeam(ctx, request) {
      const id = uuidv7();
      return unitOfWork(ctx, async (tx) => {
        const team = await teams.insert(ctx.principal.organizationId, tx, id, newTeam(request));
        await outbox.emit(tx, teamFact(EventType.TEAM_CREATED, team));
        ctx.reply.etag = etagOf(team.version);
        return { team: toTeam(team) };
      });
    },

    async updateTeam(ctx, request) {
      const { organizationId } = ctx.principal;
      return unitOfWork(ctx, async (tx) => {
        const before = await existing(organizationId, request.teamId, tx);
        checkIfMatch(ctx, before.version);
        const changes = changesOfTeam(before, request);
        const team = changes ? await teams.change(organizationId, tx, before._id, changes) : before;
        if (changes) await outbox.emit(tx, teamFact(EventType.TEAM_UPDATED, team, before));
        ctx.reply.etag = etagOf(team.version);
        return { team: toTeam(team) };
      });
    },

    async deleteTeam(ctx, { teamId }) {
      const { organizationId } = ctx.principal;
      return unitOfWork(ctx, async (tx) => {
        const team = await existing(organizationId, teamId, tx);
        checkIfMatch(ctx, team.version);
        checkDeletable(team);
        await memberships.removeTeam(organizationId, tx, teamId);
        await teams.remove(organizationId, tx, teamId);
        await outbox.emit(tx, teamFact(EventType.TEAM_DELETED, { ...team, version: team.version + 1 }));
        return { deleted: { id: teamId, deleted: true } };
      });
    },
  });

  async function existing(organizationId: string, teamId: string, tx?: Tx) {
    const team = await teams.find(organizationId, teamId, tx);
    if (!team) throw new AppError('not_found');
    return team;
  }
}
