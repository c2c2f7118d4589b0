import { EventType } from '@fileonion/contract/events';
import {
  AddMemberRequest,
  Membership,
  TeamRole,
  UpdateUserRequest,
  UsersServiceService,
  UserStatus,
} from '@fileonion/contract/teams';
import type { AppError } from '@fileonion/errors';
import { uuidv7 } from 'uuidv7';
import { refusals, startTeams, type TeamsUnderTest } from './teams-under-test';

describe('adding a member', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  it('makes the user a member, and says so', async () => {
    const { owner, teamId, add, count, list } = await service.aTeam();
    const user = await service.aUser(owner);
    const reply: { existed?: boolean } = {};
    const { member } = await add(user.id, undefined, { reply });
    const { id: userId, name, email } = user;
    expect(member).toMatchObject({ id: userId, userId, name, email, teamId, role: TeamRole.MEMBER });
    expect(reply.existed).toBe(false);
    expect(await list()).toEqual([member]);
    expect(await count()).toBe(1);

    const [event] = await service.announced(owner, EventType.TEAM_MEMBER_ADDED);
    expect(event).toMatchObject({ aggregateId: teamId, seq: 2, audience: { teamId, userId } });
    expect(Membership.decode(event!.resource)).toEqual(member);
  });

  it('changes the role of one who is a member already', async () => {
    const { owner, add, count, list } = await service.aTeam();
    const joined = await add(owner.userId);
    const reply: { existed?: boolean } = {};
    const again = await add(owner.userId, TeamRole.LEAD, { reply });
    expect(reply.existed).toBe(true);
    expect(again.member).toEqual({ ...joined.member, role: TeamRole.LEAD });
    expect(await list()).toHaveLength(1);
    expect(await count()).toBe(1);
    await service.announced(owner, EventType.TEAM_MEMBER_ADDED, 2);
  });

  it('changes the role of a member who is suspended by now', async () => {
    const { owner, add } = await service.aTeam();
    const { id: userId } = await service.aUser(owner);
    await add(userId);
    await service
      .as(UsersServiceService, owner)
      .updateUser(UpdateUserRequest.fromPartial({ userId, status: UserStatus.SUSPENDED, updateMask: ['status'] }));
    expect((await add(userId, TeamRole.LEAD)).member).toMatchObject({ userId, role: TeamRole.LEAD });
  });

  it('announces nothing when the role is that already', async () => {
    const { owner, teams, teamId, add } = await service.aTeam();
    await add(owner.userId);
    await add(owner.userId);
    expect((await teams.getTeam({ teamId })).team).toMatchObject({ memberCount: 1 });
    await service.announced(owner, EventType.TEAM_MEMBER_ADDED, 1);
  });

  it('takes invited users, but nobody who is suspended, unknown, or of another organization', async () => {
    const { owner, add } = await service.aTeam();
    const other = await service.anOwner();
    await expect(add((await service.aUser(owner, { status: UserStatus.INVITED })).id)).resolves.toBeDefined();
    for (const id of [(await service.aUser(owner, { status: UserStatus.SUSPENDED })).id, uuidv7(), other.userId]) {
      const refused = (await add(id).catch((error: AppError) => error)) as AppError;
      expect(refused).toMatchObject({
        reason: 'validation_failed',
        violations: [{ pointer: '/userId', code: 'not_found' }],
      });
    }
  });

  it("finds no other organization's team", async () => {
    const [mine, theirs] = [await service.aTeam(), await service.aTeam()];
    const call = mine.members.addMember(
      AddMemberRequest.fromPartial({ teamId: theirs.teamId, userId: mine.owner.userId }),
    );
    await expect(call).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('counts exactly when 20 users join at once', async () => {
    const { owner, add, count, list } = await service.aTeam();
    const users = await Promise.all(
      Array.from({ length: 20 }, () => service.aUser(owner, { status: UserStatus.INVITED })),
    );
    await Promise.all(users.map(({ id }) => add(id)));
    expect(await count()).toBe(20);
    expect(await list()).toHaveLength(20);
  });

  it('adds a user once when two callers do so at once, for 30 rounds', async () => {
    const { owner, add, count } = await service.aTeam();
    for (let round = 1; round <= 30; round += 1) {
      const { id } = await service.aUser(owner, { status: UserStatus.INVITED });
      const replies = [{ existed: false }, { existed: false }];
      expect(await refusals(replies.map((reply) => add(id, undefined, { reply })))).toEqual([]);
      expect(replies.filter(({ existed }) => existed)).toHaveLength(1);
      expect(await count()).toBe(round);
    }
  });

  it('leaves no member who is removed from the organization at the same time, for 30 rounds', async () => {
    const { owner, add, count, list } = await service.aTeam();
    const users = service.as(UsersServiceService, owner);
    for (let round = 0; round < 30; round += 1) {
      const { id } = await service.aUser(owner, { status: UserStatus.INVITED });
      await refusals([add(id), users.removeUser({ userId: id })]);
    }
    expect(await list()).toEqual([]);
    expect(await count()).toBe(0);
  });
});
