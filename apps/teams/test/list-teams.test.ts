import {
  AddMemberRequest,
  CreateTeamRequest,
  ListMyTeamsRequest,
  ListTeamsRequest,
  MembersServiceService,
  TeamRole,
  TeamsServiceService,
} from '@fileonion/contract/teams';
import { aPrincipal } from '@fileonion/testing';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('listing teams', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  async function anOrganization() {
    const owner = await service.anOwner();
    const teams = service.as(TeamsServiceService, owner);
    for (const name of ['beta', 'Alpha', 'gamma']) await teams.createTeam(CreateTeamRequest.fromPartial({ name }));
    const list = async (request: Partial<ListTeamsRequest>) =>
      (await teams.listTeams(ListTeamsRequest.fromPartial(request))).teams.map(({ name }) => name);
    return { owner, teams, list };
  }

  it('shows the newest first, or sorts by name whatever the case', async () => {
    const { list } = await anOrganization();
    expect(await list({})).toEqual(['gamma', 'Alpha', 'beta', 'General']);
    expect(await list({ sort: 'name' })).toEqual(['Alpha', 'beta', 'gamma', 'General']);
    expect((await list({ sort: '-name' })).at(-1)).toBe('Alpha');
  });

  it('goes from page to page', async () => {
    const { teams } = await anOrganization();
    const first = await teams.listTeams(ListTeamsRequest.fromPartial({ limit: 3 }));
    expect(first.page).toMatchObject({ limit: 3, hasMore: true });
    const rest = await teams.listTeams(ListTeamsRequest.fromPartial({ limit: 3, cursor: first.page?.nextCursor }));
    expect(rest.teams.map(({ name }) => name)).toEqual(['General']);
    expect(rest.page).toMatchObject({ hasMore: false, nextCursor: undefined });
  });

  it("shows no other organization's teams", async () => {
    await anOrganization();
    const stranger = service.as(TeamsServiceService, aPrincipal());
    expect((await stranger.listTeams(ListTeamsRequest.fromPartial({}))).teams).toEqual([]);
  });

  it("shows the teams that the caller's user is in, with the role there", async () => {
    const { owner, teams } = await anOrganization();
    const members = service.as(MembersServiceService, owner);
    const [, alpha] = (await teams.listTeams(ListTeamsRequest.fromPartial({}))).teams;
    await members.addMember(
      AddMemberRequest.fromPartial({ teamId: alpha!.id, userId: owner.userId, role: TeamRole.LEAD }),
    );
    const mine = await teams.listMyTeams(ListMyTeamsRequest.fromPartial({}));
    expect(mine.teams).toHaveLength(1);
    expect(mine.teams[0]).toMatchObject({ id: alpha!.id, role: TeamRole.LEAD, memberCount: 1 });
  });
});
