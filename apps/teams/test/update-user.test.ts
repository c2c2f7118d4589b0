import { Role, type Principal } from '@fileonion/contract/api';
import { UpdateUserRequest, UsersServiceService, UserStatus } from '@fileonion/contract/teams';
import { uuidv7 } from 'uuidv7';
import { refusals, startTeams, type TeamsUnderTest } from './teams-under-test';

describe('changing a user', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  const updateAs = (caller: Principal) => {
    const users = service.as(UsersServiceService, caller);
    return (userId: string, fields: Partial<UpdateUserRequest>, options = {}) =>
      users.updateUser(UpdateUserRequest.fromPartial({ userId, updateMask: Object.keys(fields), ...fields }), options);
  };

  it('sets name, role and status, in a new version', async () => {
    const owner = await service.anOwner();
    const user = await service.aUser(owner);
    const reply: { etag?: string } = {};
    const fields = { name: 'Ada', role: Role.ADMIN, status: UserStatus.SUSPENDED };
    const answer = await updateAs(owner)(user.id, fields, { reply, ifMatch: '"2"' });
    expect(answer.user).toMatchObject({ ...fields, id: user.id, email: user.email });
    expect(reply.etag).toBe('"3"');
    await expect(updateAs(owner)(user.id, { name: 'Eve' }, { ifMatch: '"2"' })).rejects.toMatchObject({
      reason: 'precondition_failed',
    });
  });

  it('makes nobody invited again, but takes back an invited user as GET shows them', async () => {
    const owner = await service.anOwner();
    const active = await service.aUser(owner);
    const invited = await service.aUser(owner, { status: UserStatus.INVITED });
    const fields = { status: UserStatus.INVITED };
    await expect(updateAs(owner)(active.id, fields)).rejects.toMatchObject({
      violations: [{ pointer: '/status', code: 'invalid_value' }],
    });
    expect((await updateAs(owner)(invited.id, { ...fields, name: invited.name })).user).toEqual(invited);
  });

  it('keeps admins away from owners', async () => {
    const owner = await service.anOwner();
    const [other, admin, member] = [
      await service.aUser(owner, { role: Role.OWNER }),
      await service.aUser(owner, { role: Role.ADMIN }),
      await service.aUser(owner),
    ];
    const update = updateAs({ ...owner, userId: admin.id, role: Role.ADMIN });
    const refused = [
      update(other.id, { name: 'x' }),
      update(other.id, { role: Role.MEMBER }),
      update(member.id, { role: Role.OWNER }),
      update(admin.id, { role: Role.OWNER }),
    ];
    for (const call of refused) await expect(call).rejects.toMatchObject({ reason: 'role_required' });
    await expect(update(member.id, { role: Role.ADMIN })).resolves.toBeDefined();
  });

  it('takes back an owner from an admin as GET shows them, and makes no new version', async () => {
    const owner = await service.anOwner();
    const admin = await service.aUser(owner, { role: Role.ADMIN });
    const asAdmin = { ...owner, userId: admin.id, role: Role.ADMIN };
    const { user } = await service.as(UsersServiceService, asAdmin).getUser({ userId: owner.userId });
    const { name, role, status } = user!;
    const reply = {};
    expect((await updateAs(asAdmin)(owner.userId, { name, role, status }, { reply })).user).toEqual(user);
    expect(reply).toMatchObject({ etag: '"1"' });
  });

  it.each([
    ['demote', { role: Role.ADMIN }],
    ['suspend', { status: UserStatus.SUSPENDED }],
  ])('does not %s the last owner, also not while another is invited or suspended', async (_verb, fields) => {
    const owner = await service.anOwner();
    await service.aUser(owner, { role: Role.OWNER, status: UserStatus.INVITED });
    await service.aUser(owner, { role: Role.OWNER, status: UserStatus.SUSPENDED });
    await expect(updateAs(owner)(owner.userId, fields)).rejects.toMatchObject({ reason: 'last_owner' });
    await service.aUser(owner, { role: Role.OWNER });
    await expect(updateAs(owner)(owner.userId, fields)).resolves.toBeDefined();
  });

  it('leaves an owner when two owners demote each other at once, for 30 rounds', async () => {
    const owner = await service.anOwner();
    const other = await service.aUser(owner, { role: Role.OWNER });
    const ids = [owner.userId, other.id];
    const update = updateAs(owner);
    for (let round = 0; round < 30; round += 1) {
      expect(await refusals(ids.map((id) => update(id, { role: Role.MEMBER })))).toEqual(['last_owner']);
      await Promise.all(ids.map((id) => update(id, { role: Role.OWNER })));
    }
  });

  it("finds neither an unknown user nor another organization's", async () => {
    const [mine, theirs] = [await service.anOwner(), await service.anOwner()];
    for (const id of [theirs.userId, uuidv7()]) {
      await expect(updateAs(mine)(id, { name: 'x' })).rejects.toMatchObject({ reason: 'not_found' });
    }
  });
});
