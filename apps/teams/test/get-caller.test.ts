import { Feature, Plan, Role } from '@fileonion/contract/api';
import {
  AddMemberRequest,
  DirectoryServiceService,
  ListTeamsRequest,
  MembersServiceService,
  TeamsServiceService,
  UserStatus,
} from '@fileonion/contract/teams';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('getting a caller', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  it('says all that decides what a user may do', async () => {
    const owner = await service.anOwner();
    const { organizationId, userId } = owner;
    const { teams } = await service.as(TeamsServiceService, owner).listTeams(ListTeamsRequest.fromPartial({}));
    const teamId = teams[0]!.id;
    await service.as(MembersServiceService, owner).addMember(AddMemberRequest.fromPartial({ teamId, userId }));

    const { caller } = await service.as(DirectoryServiceService).getCaller({ organizationId, userId });
    expect(caller).toMatchObject({
      organizationId,
      organizationName: 'Acme',
      plan: Plan.PROFESSIONAL,
      features: [Feature.TEAMS, Feature.RESOURCE_VISIBILITY],
      user: { id: userId, role: Role.OWNER, status: UserStatus.ACTIVE },
      teamIds: [teamId],
    });
  });

  it('shows a suspended user as such, and no features on plan personal', async () => {
    const owner = await service.anOwner(Plan.PERSONAL);
    const { organizationId } = owner;
    const { id } = await service.aUser(owner, { status: UserStatus.SUSPENDED });
    const { caller } = await service.as(DirectoryServiceService).getCaller({ organizationId, userId: id });
    expect(caller).toMatchObject({ user: { status: UserStatus.SUSPENDED }, features: [] });
  });

  it('finds a user in their own organization only', async () => {
    const [owner, other] = [await service.anOwner(), await service.anOwner()];
    const call = service
      .as(DirectoryServiceService)
      .getCaller({ organizationId: other.organizationId, userId: owner.userId });
    await expect(call).rejects.toMatchObject({ reason: 'not_found' });
  });
});
