import {
  DirectoryServiceService,
  UserStatus,
  type Caller,
  type FindSessionUserRequest,
} from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { UnitOfWork } from '@fileonion/mongo';
import { foldCase, rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import type { MembershipRepository } from './membership-repository';
import { featureList } from './organization';
import type { OrganizationRepository } from './organization-repository';
import { identityOf, isOneOfSeveral, pickSessionUser } from './session-user';
import type { TeamRepository } from './team-repository';
import { toUser, type UserRow } from './user';
import type { UserRepository } from './user-repository';

const maxReferences = 500;

interface Parts {
  /** Sets no epoch: signing in only gives, and makes nothing wrong that is kept about anybody. */
  unitOfWork: UnitOfWork;
  organizations: OrganizationRepository;
  users: UserRepository;
  teams: TeamRepository;
  memberships: MembershipRepository;
}

/** Serves other services with who people are. */
export function directoryService(parts: Parts): RpcService {
  const { users, teams } = parts;
  return rpcService(DirectoryServiceService, {
    async getCaller(_ctx, { organizationId, userId }) {
      const user = await users.get(organizationId, userId);
      return { caller: await callerOf(parts, user) };
    },

    async findSessionUser(ctx, request) {
      const { user, forThisCallOnly } = await sessionUser(parts, ctx, request);
      return { caller: await callerOf(parts, user), forThisCallOnly };
    },

    async checkReferences(ctx, { userIds, teamIds }) {
      if (userIds.length + teamIds.length > maxReferences) {
        throw new AppError('internal', `More than ${maxReferences} references are to be checked`);
      }
      const { organizationId } = ctx.principal;
      const [existingUsers, existingTeams] = await Promise.all([
        users.existing(organizationId, userIds),
        teams.existing(organizationId, teamIds),
      ]);
      return { userIds: existingUsers, teamIds: existingTeams };
    },
  });
}

async function callerOf({ organizations, memberships }: Parts, user: UserRow): Promise<Caller> {
  const { organizationId, _id: userId } = user;
  const [organization, mine] = await Promise.all([
    organizations.get(organizationId, organizationId),
    memberships.ofUser(organizationId, userId),
  ]);
  return {
    organizationId,
    organizationName: organization.name,
    plan: organization.plan,
    features: featureList(organization),
    user: toUser(user),
    teamIds: mine.map(({ teamId }) => teamId),
  };
}

async function sessionUser(
  parts: Parts,
  ctx: RequestContext,
  request: FindSessionUserRequest,
): Promise<{ user: UserRow; forThisCallOnly: boolean }> {
  const identity = identityOf(request.issuer, request.subject);
  const email = (request.emailVerified && request.email) || undefined;
  const emailKey = email === undefined ? undefined : foldCase(email);
  const candidates = await parts.users.sessionCandidates(request.organizationId || undefined, identity, emailKey);
  const session = { identity, email };
  const picked = pickSessionUser(candidates, session);
  if (!picked) throw new AppError('invalid_credentials');
  const user = picked.identity === identity ? picked : await bind(parts, ctx, picked, identity);
  return { user, forThisCallOnly: isOneOfSeveral(candidates, session) };
}

/** Binds a session's subject to a user for good. */
function bind(
  { unitOfWork, users }: Parts,
  ctx: RequestContext,
  { organizationId, _id }: UserRow,
  identity: string,
): Promise<UserRow> {
  return unitOfWork(ctx, async (tx) => {
    const user = await users.find(organizationId, _id, tx);
    // Meanwhile the user may have been removed, suspended, or bound: by another call of the same session, or not.
    if (!user || user.status === UserStatus.SUSPENDED) throw new AppError('invalid_credentials');
    if (user.identity === identity) return user;
    if (user.identity !== undefined) throw new AppError('invalid_credentials');
    const joinedAt = user.joinedAt ?? tx.now;
    return users.change(organizationId, tx, _id, { identity, status: UserStatus.ACTIVE, joinedAt });
  });
}
