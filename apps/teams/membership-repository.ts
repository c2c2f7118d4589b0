import type { ListMembersRequest } from '@fileonion/contract/teams';
import { tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { MembershipRow } from './membership';

/** Reads and writes memberships. */
export type MembershipRepository = ReturnType<typeof createMembershipRepository>;

export function createMembershipRepository(connection: Connection, pageOf: PageOf) {
  const memberships = connection.model<MembershipRow>('Membership', membershipSchema());
  return {
    ...tenantRows(memberships),

    page(ctx: RequestContext, request: ListMembersRequest) {
      const filter = { organizationId: ctx.principal.organizationId, teamId: request.teamId };
      return pageOf(ctx, memberships, { filter, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
    },

    /** All memberships of a user; there are at most as many as a user may have. */
    ofUser(organizationId: string, userId: string, tx?: Tx): Promise<MembershipRow[]> {
      return memberships
        .find({ organizationId, userId })
        .session(tx?.session ?? null)
        .lean<MembershipRow[]>();
    },

    async removeTeam(organizationId: string, tx: Tx, teamId: string): Promise<void> {
      await memberships.deleteMany({ organizationId, teamId }, { session: tx.session });
    },

    async removeUser(organizationId: string, tx: Tx, userId: string): Promise<void> {
      await memberships.deleteMany({ organizationId, userId }, { session: tx.session });
    },
  };
}

function membershipSchema() {
  const schema = tenantSchema<MembershipRow>({
    teamId: { type: String, required: true },
    userId: { type: String, required: true },
    role: { type: String, required: true },
  });
  schema.index({ organizationId: 1, teamId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, userId: 1 });
  return schema;
}
