import {
  AddMemberRequest,
  CreateTeamRequest,
  ListMembersRequest,
  MembersServiceService,
  TeamsServiceService,
} from '@fileonion/contract/teams';
import { aPrincipal } from '@fileonion/testing';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('listing members', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  it('shows who joined last first, page by page, with their current names', async () => {
    const owner = await service.anOwner();
    const [teams, members] = [service.as(TeamsServiceService, owner), service.as(MembersServiceService, owner)];
    const { team } = await teams.createTeam(CreateTeamRequest.fromPartial({ name: 'Sales' }));
    const teamId = team!.id;
    const users = [await service.aUser(owner), await service.aUser(owner), await service.aUser(owner)];
    for (const { id: userId } of users) await members.addMember(AddMemberRequest.fromPartial({ teamId, userId }));

    const first = await members.listMembers(ListMembersRequest.fromPartial({ teamId, limit: 2 }));
    const rest = await members.listMembers(ListMembersRequest.fromPartial({ teamId, cursor: first.page?.nextCursor }));
    const shown = [...first.members, ...rest.members];
    expect(shown.map(({ id, name, email }) => ({ id, name, email }))).toEqual(
      users.toReversed().map(({ id, name, email }) => ({ id, name, email })),
    );
    expect(rest.page?.hasMore).toBe(false);
  });

  it("finds no other organization's team", async () => {
    const owner = await service.anOwner();
    const teams = service.as(TeamsServiceService, owner);
    const { team } = await teams.createTeam(CreateTeamRequest.fromPartial({ name: 'Sales' }));
    const stranger = service.as(MembersServiceService, aPrincipal());
    await expect(stranger.listMembers(ListMembersRequest.fromPartial({ teamId: team!.id }))).rejects.toMatchObject({
      reason: 'not_found',
    });
  });
});
