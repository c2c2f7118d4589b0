import { EventType } from '@fileonion/contract/events';
import {
  MembersServiceService,
  TeamRole,
  UserStatus,
  type AddMemberRequest,
  type AddMemberResponse,
  type ListMembersRequest,
  type ListMembersResponse,
  type Membership,
  type RemoveMemberRequest,
  type RemoveMemberResponse,
} from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import type { Outbox } from '@fileonion/events';
import type { FreshUnitOfWork } from '@fileonion/freshness';
import { checkIfMatch, etagOf, type Tx } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { checkMayJoin, memberFact, membershipId, toMember, type MembershipRow } from './membership';
import type { MembershipRepository } from './membership-repository';
import type { TeamRepository } from './team-repository';
import type { UserRow } from './user';
import type { UserRepository } from './user-repository';

interface Parts {
  unitOfWork: FreshUnitOfWork<Tx>;
  outbox: Outbox;
  teams: TeamRepository;
  users: UserRepository;
  memberships: MembershipRepository;
}

/** Serves the members of teams. */
export function membershipService(parts: Parts): RpcService {
  const { unitOfWork } = parts;
  return rpcService(MembersServiceService, {
    listMembers: (ctx, request) => list(parts, ctx, request),
    addMember: (ctx, request) => unitOfWork(ctx, (tx) => add(parts, tx, request)),
    removeMember: (ctx, request) => unitOfWork(ctx, (tx) => remove(parts, tx, request)),
  });
}

async function list(
  { teams, users, memberships }: Parts,
  ctx: RequestContext,
  request: ListMembersRequest,
): Promise<ListMembersResponse> {
  const { organizationId } = ctx.principal;
  await teams.get(organizationId, request.teamId);
  const { rows, page } = await memberships.page(ctx, request);
  const people = await users.findAll(
    organizationId,
    rows.map(({ userId }) => userId),
  );
  const byId = new Map(people.map((user) => [user._id, user]));
  // A user who was removed since the page was read is no member any more.
  const members = rows.flatMap((row) => (byId.get(row.userId) ? [toMember(row, byId.get(row.userId)!)] : []));
  return { members, page };
}

async function add(
  parts: Parts,
  tx: Tx,
  { teamId, userId, role = TeamRole.MEMBER }: AddMemberRequest,
): Promise<AddMemberResponse> {
  const { teams, memberships, outbox } = parts;
  const { organizationId } = tx.ctx.principal;
  const team = await teams.get(organizationId, teamId, tx);
  const before = await memberships.find(organizationId, membershipId(teamId, userId), tx);
  const user = await memberToBe(parts, tx, userId, before);
  tx.ctx.reply.existed = before !== undefined;
  if (before?.role === role) return { member: shown(tx.ctx, before, user) };

  const membership = before
    ? await memberships.change(organizationId, tx, before._id, { role })
    : await join(parts, tx, { teamId, userId, role });
  const changed = await teams.change(organizationId, tx, teamId, { memberCount: team.memberCount + (before ? 0 : 1) });
  await outbox.emit(tx, memberFact(EventType.TEAM_MEMBER_ADDED, changed, membership, user));
  return { member: shown(tx.ctx, membership, user) };
}

async function remove(
  { teams, users, memberships, outbox }: Parts,
  tx: Tx,
  { teamId, userId }: RemoveMemberRequest,
): Promise<RemoveMemberResponse> {
  const { organizationId } = tx.ctx.principal;
  const team = await teams.get(organizationId, teamId, tx);
  const membership = await memberships.find(organizationId, membershipId(teamId, userId), tx);
  const user = await users.find(organizationId, userId, tx);
  if (!membership || !user) throw new AppError('not_found');
  checkIfMatch(tx.ctx, membership.version);
  await memberships.remove(organizationId, tx, membership._id);
  const changed = await teams.change(organizationId, tx, teamId, { memberCount: team.memberCount - 1 });
  await outbox.emit(tx, memberFact(EventType.TEAM_MEMBER_REMOVED, changed, membership, user));
  return { deleted: { id: userId, deleted: true } };
}

/**
 * Who is suspended may not join, but stays a member, with whatever role. The guard makes this conflict with the user's
 * removal, and keeps the number of their teams exact.
 */
async function memberToBe({ users }: Parts, tx: Tx, userId: string, before?: MembershipRow): Promise<UserRow> {
  const { organizationId } = tx.ctx.principal;
  await users.guard(organizationId, tx, userId);
  const user = await users.find(organizationId, userId, tx);
  if (user && (before || user.status !== UserStatus.SUSPENDED)) return user;
  const detail = 'No active or invited user has this id.';
  throw AppError.validation([{ pointer: '/userId', code: 'not_found', detail }]);
}

async function join(
  { memberships }: Parts,
  tx: Tx,
  fields: { teamId: string; userId: string; role: TeamRole },
): Promise<MembershipRow> {
  const { organizationId } = tx.ctx.principal;
  checkMayJoin(await memberships.ofUser(organizationId, fields.userId, tx));
  return memberships.insert(organizationId, tx, membershipId(fields.teamId, fields.userId), fields);
}

function shown(ctx: RequestContext, membership: MembershipRow, user: UserRow): Membership {
  ctx.reply.etag = etagOf(membership.version);
  return toMember(membership, user);
}
