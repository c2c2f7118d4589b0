import { ListMembersRequest, MembersServiceService } from '@fileonion/contract/teams';
import { aPrincipal } from '@fileonion/testing';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('listing members', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  it('shows who joined last first, page by page, with their current names', async () => {
    const { owner, members, teamId, add } = await service.aTeam();
    const users = [await service.aUser(owner), await service.aUser(owner), await service.aUser(owner)];
    for (const { id } of users) await add(id);

    const first = await members.listMembers(ListMembersRequest.fromPartial({ teamId, limit: 2 }));
    const rest = await members.listMembers(ListMembersRequest.fromPartial({ teamId, cursor: first.page?.nextCursor }));
    const shown = [...first.members, ...rest.members];
    expect(shown.map(({ id, name, email }) => ({ id, name, email }))).toEqual(
      users.toReversed().map(({ id, name, email }) => ({ id, name, email })),
    );
    expect(rest.page?.hasMore).toBe(false);
  });

  it("finds no other organization's team", async () => {
    const { teamId } = await service.aTeam();
    const stranger = service.as(MembersServiceService, aPrincipal());
    await expect(stranger.listMembers(ListMembersRequest.fromPartial({ teamId }))).rejects.toMatchObject({
      reason: 'not_found',
    });
  });
});
