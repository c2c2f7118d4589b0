import { Role } from '@fileonion/contract/api';
import { InviteUserRequest, UsersServiceService, UserStatus } from '@fileonion/contract/teams';
import { uuidv7 } from 'uuidv7';
import { refusals, startTeams, type TeamsUnderTest } from './teams-under-test';

describe('inviting a user', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  async function anInviter(role: Role = Role.OWNER) {
    const owner = await service.anOwner();
    const users = service.as(UsersServiceService, { ...owner, role });
    const invite = (fields: Partial<InviteUserRequest>, options = {}) =>
      users.inviteUser(InviteUserRequest.fromPartial(fields), options);
    return { users, invite };
  }

  it('gives back an invited user with an entity tag', async () => {
    const { users, invite } = await anInviter();
    const reply: { etag?: string } = {};
    const { user } = await invite({ email: 'Ada@Example.com', name: 'Ada', role: Role.ADMIN }, { reply });
    expect(user).toMatchObject({ email: 'Ada@Example.com', name: 'Ada', role: Role.ADMIN, status: UserStatus.INVITED });
    expect(reply.etag).toBe('"1"');
    expect((await users.getUser({ userId: user!.id })).user).toEqual(user);
  });

  it('names the user by the address, and makes a member, when nothing else is said', async () => {
    const { invite } = await anInviter();
    expect((await invite({ email: 'ada@example.com' })).user).toMatchObject({ name: 'ada', role: Role.MEMBER });
  });

  it('refuses an address that the organization has, whatever the case, and lets others have it', async () => {
    const [one, other] = [await anInviter(), await anInviter()];
    await one.invite({ email: 'ada@example.com' });
    await expect(one.invite({ email: 'ADA@example.COM' })).rejects.toMatchObject({ reason: 'email_taken' });
    await expect(other.invite({ email: 'ada@example.com' })).resolves.toBeDefined();
  });

  it('lets an admin invite everyone but owners', async () => {
    const { invite } = await anInviter(Role.ADMIN);
    await expect(invite({ email: 'ada@example.com', role: Role.ADMIN })).resolves.toBeDefined();
    await expect(invite({ email: 'eve@example.com', role: Role.OWNER })).rejects.toMatchObject({
      reason: 'role_required',
    });
  });

  it('succeeds for one of two callers who invite the same address at once, for 30 rounds', async () => {
    const { invite } = await anInviter();
    for (let round = 0; round < 30; round += 1) {
      const email = `${uuidv7()}@example.com`;
      expect(await refusals([invite({ email }), invite({ email: email.toUpperCase() })])).toEqual(['email_taken']);
    }
  });
});
