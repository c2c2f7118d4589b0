import { EventType } from '@fileonion/contract/events';
import { ListMyTeamsRequest, ListTeamsRequest, Team } from '@fileonion/contract/teams';
import { uuidv7 } from 'uuidv7';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('deleting a team', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  it('ends it, and the memberships in it, with the answer', async () => {
    const { owner, teams, add, list, teamId } = await service.aTeam();
    await add(owner.userId);
    expect(await teams.deleteTeam({ teamId })).toEqual({ deleted: { id: teamId, deleted: true } });

    await expect(teams.getTeam({ teamId })).rejects.toMatchObject({ reason: 'not_found' });
    await expect(list()).rejects.toMatchObject({ reason: 'not_found' });
    expect((await teams.listMyTeams(ListMyTeamsRequest.fromPartial({}))).teams).toEqual([]);
    await expect(teams.deleteTeam({ teamId })).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('is announced with the team as it was, in a version of its own', async () => {
    const { owner, teams, add, teamId } = await service.aTeam();
    await add(owner.userId);
    const { team } = await teams.getTeam({ teamId });
    await teams.deleteTeam({ teamId });
    const [event] = await service.announced(owner, EventType.TEAM_DELETED);
    expect(event).toMatchObject({ aggregateId: teamId, seq: 3 });
    expect(Team.decode(event!.resource)).toEqual(team);
  });

  it('is refused for the default team, also under another name', async () => {
    const { teams } = await service.aTeam();
    const all = await teams.listTeams(ListTeamsRequest.fromPartial({}));
    const teamId = all.teams.find((team) => team.isDefault)!.id;
    await expect(teams.deleteTeam({ teamId })).rejects.toMatchObject({ reason: 'default_team' });
    await teams.updateTeam({ teamId, name: 'Everyone', updateMask: ['name'] });
    await expect(teams.deleteTeam({ teamId })).rejects.toMatchObject({ reason: 'default_team' });
  });

  it('is refused for a version that is not the stored one', async () => {
    const { teams, teamId } = await service.aTeam();
    await expect(teams.deleteTeam({ teamId }, { ifMatch: '"2"' })).rejects.toMatchObject({
      reason: 'precondition_failed',
    });
    await expect(teams.deleteTeam({ teamId }, { ifMatch: '"1"' })).resolves.toBeDefined();
  });

  it("finds neither an unknown team nor another organization's", async () => {
    const [mine, theirs] = [await service.aTeam(), await service.aTeam()];
    for (const teamId of [theirs.teamId, uuidv7()]) {
      await expect(mine.teams.deleteTeam({ teamId })).rejects.toMatchObject({ reason: 'not_found' });
    }
  });

  it('leaves no member behind when somebody joins at the same time, for 30 rounds', async () => {
    const { owner, teams } = await service.aTeam();
    for (let round = 0; round < 30; round += 1) {
      const { add, teamId } = await service.aTeam(owner);
      await Promise.allSettled([add(owner.userId), teams.deleteTeam({ teamId })]);
    }
    expect((await teams.listMyTeams(ListMyTeamsRequest.fromPartial({}))).teams).toEqual([]);
  });
});
