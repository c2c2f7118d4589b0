import { Role } from '@fileonion/contract/api';
import { UserStatus, type ListUsersRequest } from '@fileonion/contract/teams';
import { everyValue, tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import { foldCase, type RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { UserRow } from './user';

/** More organizations than a person is known to. */
const maxCandidates = 100;

const canJoin = { $in: [UserStatus.ACTIVE, UserStatus.INVITED] };

/** Reads and writes users. */
export type UserRepository = ReturnType<typeof createUserRepository>;

export function createUserRepository(connection: Connection, pageOf: PageOf) {
  const users = connection.model<UserRow>('User', userSchema());
  return {
    ...tenantRows(users, { user_email: 'email_taken', bound_identity: 'invalid_credentials' }),

    page(ctx: RequestContext, request: ListUsersRequest) {
      const filter = filterOf(ctx.principal.organizationId, request);
      const sorts = { createdAt: 'createdAt', name: 'nameKey', email: 'emailKey' };
      return pageOf(ctx, users, { filter, request, sorts, default: '-createdAt' });
    },

    findAll(organizationId: string, ids: string[]): Promise<UserRow[]> {
      return users.find({ organizationId, _id: { $in: ids } }).lean<UserRow[]>();
    },

    /** Which of these the organization has, active or invited. */
    existing(organizationId: string, ids: string[]): Promise<string[]> {
      return users.distinct('_id', { organizationId, _id: { $in: ids }, status: canJoin });
    },

    countActiveOwners(organizationId: string, tx: Tx): Promise<number> {
      return users.countDocuments(
        { organizationId, role: Role.OWNER, status: UserStatus.ACTIVE },
        { session: tx.session },
      );
    },

    /** Those that a session may stand for, in one organization or in all, the suspended included. */
    async sessionCandidates(
      organizationId: string | undefined,
      identity: string,
      emailKey: string | undefined,
    ): Promise<UserRow[]> {
      const candidates = (filter: Record<string, unknown>) =>
        users
          .find({ ...(organizationId && { organizationId }), ...filter })
          .setOptions({ crossTenant: 'a session does not say whose it is' })
          .limit(maxCandidates)
          .lean<UserRow[]>();
      const bound = await candidates({ identity });
      return emailKey === undefined ? bound : [...bound, ...(await candidates({ emailKey, identity: null }))];
    },
  };
}

function filterOf(organizationId: string, { status, role, email }: ListUsersRequest) {
  const emailKey = email === undefined ? undefined : foldCase(email);
  return {
    organizationId,
    ...(status && { status }),
    ...(role && { role }),
    ...(emailKey !== undefined && { emailKey }),
  };
}

function userSchema() {
  const schema = tenantSchema<UserRow>({
    email: { type: String, required: true },
    emailKey: { type: String, required: true },
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    role: { type: String, required: true },
    status: { type: String, required: true },
    identity: { type: String },
    joinedAt: { type: Date },
  });
  schema.index({ organizationId: 1, emailKey: 1 }, { name: 'user_email', unique: true });
  schema.index(
    { identity: 1, organizationId: 1 },
    { name: 'bound_identity', unique: true, partialFilterExpression: { identity: everyValue('String') } },
  );
  schema.index({ emailKey: 1 });
  schema.index({ organizationId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, nameKey: 1, _id: 1 });
  return schema;
}
