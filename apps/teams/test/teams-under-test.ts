import { Plan, Role, type Principal } from '@fileonion/contract/api';
import type { EventType } from '@fileonion/contract/events';
import {
  AddMemberRequest,
  CreateTeamRequest,
  InviteUserRequest,
  ListMembersRequest,
  MembersServiceService,
  TeamsServiceService,
  UpdateUserRequest,
  UsersServiceService,
  UserStatus,
  type TeamRole,
  type User,
} from '@fileonion/contract/teams';
import type { RpcDefinition } from '@fileonion/service-kit';
import { aPrincipal, eventually, serviceUnderTest, silentLogger, testConfig, type callAs } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { createOrganization } from '../operator';
import { start } from '../start';

type ClientOf<Definition extends RpcDefinition> = ReturnType<typeof callAs<Definition>>;

export type TeamsUnderTest = Awaited<ReturnType<typeof startTeams>>;

/** The teams service over real gRPC, MongoDB and Redis, with the in-process bus. */
export async function startTeams() {
  const config = testConfig();
  const service = await serviceUnderTest({ app: 'teams', config, start });
  const { as, eventsOf } = service;

  async function anOwner(plan: Plan = Plan.PROFESSIONAL): Promise<Principal> {
    const organization = { name: 'Acme', ownerEmail: `${uuidv7()}@example.com`, plan };
    const made = await createOrganization(config, silentLogger, organization);
    return aPrincipal({ organizationId: made.organizationId, userId: made.ownerUserId, plan });
  }

  return {
    ...service,
    /** An organization's owner. */
    anOwner,
    /** A team without members, of an organization of its own unless told otherwise, and its owner's calls. */
    async aTeam(owner?: Principal) {
      const caller = owner ?? (await anOwner());
      return teamOf(caller, as(TeamsServiceService, caller), as(MembersServiceService, caller));
    },
    /** A user of the caller's organization, active unless told otherwise. */
    async aUser(
      caller: Principal,
      { role = Role.MEMBER, status = UserStatus.ACTIVE, email = `${uuidv7()}@example.com` }: Partial<User> = {},
    ): Promise<User> {
      const users = as(UsersServiceService, caller);
      const { user } = await users.inviteUser(InviteUserRequest.fromPartial({ email, role }));
      if (status === UserStatus.INVITED) return user!;
      return (
        await users.updateUser(UpdateUserRequest.fromPartial({ userId: user!.id, status, updateMask: ['status'] }))
      ).user!;
    },
    /** What was announced in an organization since it was made, once there is something of the type. */
    announced: (caller: Principal, type: EventType, count = 1) =>
      eventually(() => {
        const found = eventsOf(caller).filter((event) => event.type === type);
        expect(found).toHaveLength(count);
        return found;
      }),
  };
}

async function teamOf(
  owner: Principal,
  teams: ClientOf<typeof TeamsServiceService>,
  members: ClientOf<typeof MembersServiceService>,
) {
  const { team } = await teams.createTeam(CreateTeamRequest.fromPartial({ name: uuidv7() }));
  const teamId = team!.id;
  return {
    owner,
    teams,
    members,
    teamId,
    add: (userId: string, role?: TeamRole, options = {}) =>
      members.addMember(AddMemberRequest.fromPartial({ teamId, userId, role }), options),
    list: async () => (await members.listMembers(ListMembersRequest.fromPartial({ teamId }))).members,
    count: async () => (await teams.getTeam({ teamId })).team!.memberCount,
  };
}

/** Runs two calls at once and gives the reasons of those that were refused. */
export async function refusals(calls: Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(calls);
  return results.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as { reason: string }).reason] : [],
  );
}
