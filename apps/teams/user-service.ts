import { EventType } from '@fileonion/contract/events';
import {
  UsersServiceService,
  type InviteUserRequest,
  type InviteUserResponse,
  type RemoveUserRequest,
  type RemoveUserResponse,
  type UpdateUserRequest,
  type UpdateUserResponse,
  type User,
} from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { Outbox } from '@fileonion/events';
import type { FreshUnitOfWork } from '@fileonion/freshness';
import { checkIfMatch, etagOf, type Tx } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { memberFact } from './membership';
import type { MembershipRepository } from './membership-repository';
import type { OrganizationRepository } from './organization-repository';
import type { TeamRepository } from './team-repository';
import {
  changesOfUser,
  checkMayManage,
  invitedUser,
  isActiveOwner,
  removedUserFact,
  toUser,
  type UserRow,
} from './user';
import type { UserRepository } from './user-repository';

interface Parts {
  unitOfWork: FreshUnitOfWork<Tx>;
  outbox: Outbox;
  organizations: OrganizationRepository;
  users: UserRepository;
  teams: TeamRepository;
  memberships: MembershipRepository;
}

/** Serves users. */
export function userService(parts: Parts): RpcService {
  const { unitOfWork, users } = parts;
  return rpcService(UsersServiceService, {
    async listUsers(ctx, request) {
      const { rows, page } = await users.page(ctx, request);
      return { users: rows.map(toUser), page };
    },

    async getUser(ctx, { userId }) {
      return { user: shown(ctx, await parts.users.get(ctx.principal.organizationId, userId)) };
    },

    inviteUser: (ctx, request) => unitOfWork(ctx, (tx) => invite(parts, tx, request)),
    updateUser: (ctx, request) => unitOfWork(ctx, (tx) => update(parts, tx, request)),
    removeUser: (ctx, request) => unitOfWork(ctx, (tx) => remove(parts, tx, request)),
  });
}

async function invite({ users }: Parts, tx: Tx, request: InviteUserRequest): Promise<InviteUserResponse> {
  const { organizationId, role } = tx.ctx.principal;
  const fields = invitedUser(request);
  checkMayManage(role, fields.role);
  return { user: shown(tx.ctx, await users.insert(organizationId, tx, uuidv7(), fields)) };
}

async function update(parts: Parts, tx: Tx, request: UpdateUserRequest): Promise<UpdateUserResponse> {
  const { organizationId, role } = tx.ctx.principal;
  const before = await parts.users.get(organizationId, request.userId, tx);
  checkIfMatch(tx.ctx, before.version);
  const changes = changesOfUser(before, request, tx.now);
  if (!changes) return { user: shown(tx.ctx, before) };
  checkMayManage(role, before.role, changes.role ?? before.role);
  if (isActiveOwner(before) && !isActiveOwner({ ...before, ...changes })) await checkOtherOwner(parts, tx);
  return { user: shown(tx.ctx, await parts.users.change(organizationId, tx, before._id, changes)) };
}

async function remove(parts: Parts, tx: Tx, { userId }: RemoveUserRequest): Promise<RemoveUserResponse> {
  const { organizationId, role } = tx.ctx.principal;
  const user = await parts.users.get(organizationId, userId, tx);
  checkIfMatch(tx.ctx, user.version);
  checkMayManage(role, user.role);
  if (isActiveOwner(user)) await checkOtherOwner(parts, tx);
  await endMemberships(parts, tx, user);
  await parts.users.remove(organizationId, tx, userId);
  await parts.outbox.emit(tx, removedUserFact(user));
  return { deleted: { id: userId, deleted: true } };
}

/** The guard makes two last owners who step down at once conflict: each would see the other. */
async function checkOtherOwner({ organizations, users }: Parts, tx: Tx): Promise<void> {
  const { organizationId } = tx.ctx.principal;
  await organizations.guard(organizationId, tx, organizationId);
  if ((await users.countActiveOwners(organizationId, tx)) <= 1) throw new AppError('last_owner');
}

async function endMemberships({ teams, memberships, outbox }: Parts, tx: Tx, user: UserRow): Promise<void> {
  const { organizationId, _id: userId } = user;
  for (const membership of await memberships.ofUser(organizationId, userId, tx)) {
    const { memberCount } = await teams.get(organizationId, membership.teamId, tx);
    const team = await teams.change(organizationId, tx, membership.teamId, { memberCount: memberCount - 1 });
    await outbox.emit(tx, memberFact(EventType.TEAM_MEMBER_REMOVED, team, membership, user));
  }
  await memberships.removeUser(organizationId, tx, userId);
}

function shown(ctx: RequestContext, user: UserRow): User {
  ctx.reply.etag = etagOf(user.version);
  return toUser(user);
}
