import { Role } from '@fileonion/contract/api';
import { ListUsersRequest, UsersServiceService, UserStatus } from '@fileonion/contract/teams';
import { aPrincipal } from '@fileonion/testing';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('listing users', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  async function anOrganization() {
    const owner = await service.anOwner();
    const users = service.as(UsersServiceService, owner);
    const admin = await service.aUser(owner, { role: Role.ADMIN, email: 'bea@example.com' });
    const invited = await service.aUser(owner, { status: UserStatus.INVITED, email: 'Abe@example.com' });
    const suspended = await service.aUser(owner, { status: UserStatus.SUSPENDED, email: 'cid@example.com' });
    const list = async (request: Partial<ListUsersRequest>) =>
      (await users.listUsers(ListUsersRequest.fromPartial(request))).users.map(({ id }) => id);
    return { ownerId: owner.userId, admin, invited, suspended, list };
  }

  it('shows the newest first, or sorts by e-mail or name whatever the case', async () => {
    const { ownerId, admin, invited, suspended, list } = await anOrganization();
    expect(await list({})).toEqual([suspended.id, invited.id, admin.id, ownerId]);
    for (const sort of ['email', 'name']) {
      expect((await list({ sort })).filter((id) => id !== ownerId)).toEqual([invited.id, admin.id, suspended.id]);
    }
  });

  it('filters by status, role and e-mail address', async () => {
    const { ownerId, admin, invited, suspended, list } = await anOrganization();
    expect(await list({ status: UserStatus.SUSPENDED })).toEqual([suspended.id]);
    expect(await list({ status: UserStatus.ACTIVE, role: Role.OWNER })).toEqual([ownerId]);
    expect(await list({ role: Role.ADMIN })).toEqual([admin.id]);
    expect(await list({ email: 'ABE@example.com' })).toEqual([invited.id]);
    expect(await list({ email: 'abe' })).toEqual([]);
  });

  it("shows no other organization's users", async () => {
    await anOrganization();
    const stranger = service.as(UsersServiceService, aPrincipal());
    expect((await stranger.listUsers(ListUsersRequest.fromPartial({}))).users).toEqual([]);
  });
});
