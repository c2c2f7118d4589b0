import type { ListMyTeamsRequest, ListTeamsRequest } from '@fileonion/contract/teams';
import { tenantRows, tenantSchema, type PageOf } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { TeamRow } from './team';

/** Reads and writes teams. */
export type TeamRepository = ReturnType<typeof createTeamRepository>;

export function createTeamRepository(connection: Connection, pageOf: PageOf) {
  const teams = connection.model<TeamRow>('Team', teamSchema());
  const sorts = { createdAt: 'createdAt', name: 'nameKey' };
  return {
    ...tenantRows(teams, { team_name: 'name_taken' }),

    page(ctx: RequestContext, request: ListTeamsRequest) {
      const filter = { organizationId: ctx.principal.organizationId };
      return pageOf(ctx, teams, { filter, request, sorts, default: '-createdAt' });
    },

    pageAmong(ctx: RequestContext, request: ListMyTeamsRequest, ids: string[]) {
      const filter = { organizationId: ctx.principal.organizationId, _id: { $in: ids } };
      return pageOf(ctx, teams, { filter, request, sorts, default: '-createdAt' });
    },

    /** Which of these the organization has. */
    existing(organizationId: string, ids: string[]): Promise<string[]> {
      return teams.distinct('_id', { organizationId, _id: { $in: ids } });
    },
  };
}

function teamSchema() {
  const schema = tenantSchema<TeamRow>({
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    description: { type: String },
    color: { type: String },
    isDefault: { type: Boolean, required: true },
    memberCount: { type: Number, required: true },
  });
  schema.index({ organizationId: 1, nameKey: 1 }, { name: 'team_name', unique: true });
  schema.index({ organizationId: 1, createdAt: 1, _id: 1 });
  return schema;
}
