import { Role } from '@fileonion/contract/api';
import { EventType } from '@fileonion/contract/events';
import { InviteUserRequest, User, UsersServiceService } from '@fileonion/contract/teams';
import { uuidv7 } from 'uuidv7';
import { refusals, startTeams, type TeamsUnderTest } from './teams-under-test';

describe('removing a user', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  it('ends their memberships with the answer, and says all of it', async () => {
    const owner = await service.anOwner();
    const users = service.as(UsersServiceService, owner);
    const user = await service.aUser(owner);
    const teams = [await service.aTeam(owner), await service.aTeam(owner)];
    for (const { add } of teams) await add(user.id);
    expect(await users.removeUser({ userId: user.id })).toEqual({ deleted: { id: user.id, deleted: true } });

    await expect(users.getUser({ userId: user.id })).rejects.toMatchObject({ reason: 'not_found' });
    for (const { count, list } of teams) expect([await count(), await list()]).toEqual([0, []]);
    const left = await service.announced(owner, EventType.TEAM_MEMBER_REMOVED, 2);
    expect(left.map((event) => event.aggregateId).sort()).toEqual(teams.map(({ teamId }) => teamId).sort());
    const [event] = await service.announced(owner, EventType.USER_REMOVED);
    expect(event).toMatchObject({ aggregateId: user.id, seq: 3, audience: { userId: user.id } });
    expect(User.decode(event!.resource)).toEqual(user);
  });

  it('frees the address for another invitation', async () => {
    const owner = await service.anOwner();
    const users = service.as(UsersServiceService, owner);
    const { id, email } = await service.aUser(owner);
    await users.removeUser({ userId: id });
    expect((await users.inviteUser(InviteUserRequest.fromPartial({ email }))).user?.id).not.toBe(id);
  });

  it('keeps admins away from owners, and refuses another version', async () => {
    const owner = await service.anOwner();
    const admin = service.as(UsersServiceService, { ...owner, role: Role.ADMIN });
    const [other, member] = [await service.aUser(owner, { role: Role.OWNER }), await service.aUser(owner)];
    await expect(admin.removeUser({ userId: other.id })).rejects.toMatchObject({ reason: 'role_required' });
    await expect(admin.removeUser({ userId: member.id }, { ifMatch: '"1"' })).rejects.toMatchObject({
      reason: 'precondition_failed',
    });
    await expect(admin.removeUser({ userId: member.id }, { ifMatch: '"2"' })).resolves.toBeDefined();
  });

  it('leaves an owner when two owners remove each other at once, for 30 rounds', async () => {
    const owner = await service.anOwner();
    const users = service.as(UsersServiceService, owner);
    let remaining = owner.userId;
    for (let round = 0; round < 30; round += 1) {
      const other = await service.aUser(owner, { role: Role.OWNER });
      const ids = [remaining, other.id];
      expect(await refusals(ids.map((userId) => users.removeUser({ userId })))).toEqual(['last_owner']);
      const still = await Promise.allSettled(ids.map((userId) => users.getUser({ userId })));
      remaining = ids[still.findIndex(({ status }) => status === 'fulfilled')]!;
    }
  });

  it("finds neither an unknown user nor another organization's", async () => {
    const [mine, theirs] = [await service.anOwner(), await service.anOwner()];
    const users = service.as(UsersServiceService, mine);
    for (const userId of [theirs.userId, uuidv7()])
      await expect(users.removeUser({ userId })).rejects.toMatchObject({ reason: 'not_found' });
  });
});
