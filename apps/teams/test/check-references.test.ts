import { DirectoryServiceService, ListTeamsRequest, TeamsServiceService, UserStatus } from '@fileonion/contract/teams';
import { uuidv7 } from 'uuidv7';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('checking references', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  it('says which users and teams exist, suspended and foreign ones not', async () => {
    const [owner, other] = [await service.anOwner(), await service.anOwner()];
    const { teams } = await service.as(TeamsServiceService, owner).listTeams(ListTeamsRequest.fromPartial({}));
    const invited = await service.aUser(owner, { status: UserStatus.INVITED });
    const suspended = await service.aUser(owner, { status: UserStatus.SUSPENDED });
    const answer = await service.as(DirectoryServiceService, owner).checkReferences({
      userIds: [owner.userId, invited.id, suspended.id, other.userId, uuidv7()],
      teamIds: [teams[0]!.id, uuidv7()],
    });
    expect(answer.userIds.sort()).toEqual([owner.userId, invited.id].sort());
    expect(answer.teamIds).toEqual([teams[0]!.id]);
  });

  it('refuses more than 500 in all, which no call needs', async () => {
    const directory = service.as(DirectoryServiceService, await service.anOwner());
    const ids = (count: number) => Array.from({ length: count }, () => uuidv7());
    await expect(directory.checkReferences({ userIds: ids(300), teamIds: ids(200) })).resolves.toBeDefined();
    await expect(directory.checkReferences({ userIds: ids(300), teamIds: ids(201) })).rejects.toMatchObject({
      reason: 'internal',
    });
  });
});
