import { EventType } from '@fileonion/contract/events';
import { CreateTeamRequest, Team, TeamsServiceService, UpdateTeamRequest } from '@fileonion/contract/teams';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { refusals, startTeams, type TeamsUnderTest } from './teams-under-test';

describe('changing a team', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  async function aTeam() {
    const principal = aPrincipal();
    const calls = service.as(TeamsServiceService, principal);
    const { team } = await calls.createTeam(
      CreateTeamRequest.fromPartial({ name: 'Sales', description: 'Sells', color: '#00FF00' }),
    );
    const update = (fields: Partial<UpdateTeamRequest>, options = {}) =>
      calls.updateTeam(
        UpdateTeamRequest.fromPartial({ teamId: team!.id, updateMask: Object.keys(fields), ...fields }),
        options,
      );
    return { principal, calls, team: team!, update };
  }

  it('leaves alone what is absent, and clears what is named without a value', async () => {
    const { team, update } = await aTeam();
    const answer = await update({ name: 'Support', description: undefined });
    expect(answer.team).toMatchObject({ id: team.id, name: 'Support', description: undefined, color: '#00FF00' });
    expect(answer.team!.updatedAt!.getTime()).toBeGreaterThanOrEqual(team.updatedAt!.getTime());
  });

  it('is announced with what was before', async () => {
    const { principal, team, update } = await aTeam();
    const changed = await update({ color: '#0000FF' });
    const [event] = await service.announced(principal, EventType.TEAM_UPDATED);
    expect(event!.seq).toBe(2);
    expect(Team.decode(event!.resource)).toEqual(changed.team);
    expect(Team.decode(event!.previous)).toEqual(team);
  });

  it('makes no new version when everything is so already', async () => {
    const { team, update } = await aTeam();
    const reply: { etag?: string } = {};
    expect((await update({ name: 'Sales', color: '#00FF00' }, { reply })).team).toEqual(team);
    expect(reply.etag).toBe('"1"');
  });

  it('may change the case of its own name', async () => {
    const { update } = await aTeam();
    expect((await update({ name: 'SALES' })).team?.name).toBe('SALES');
  });

  it("refuses another team's name", async () => {
    const { calls, update } = await aTeam();
    await calls.createTeam(CreateTeamRequest.fromPartial({ name: 'Support' }));
    await expect(update({ name: 'support' })).rejects.toMatchObject({ reason: 'name_taken' });
  });

  it('refuses a version that is not the stored one', async () => {
    const { update } = await aTeam();
    await update({ name: 'Support' }, { ifMatch: '"1"' });
    await expect(update({ name: 'Help' }, { ifMatch: '"1"' })).rejects.toMatchObject({ reason: 'precondition_failed' });
    await expect(update({ name: 'Help' }, { ifMatch: 'W/"2"' })).rejects.toMatchObject({
      reason: 'precondition_failed',
    });
    await expect(update({ name: 'Help' }, { ifMatch: '"7", "2"' })).resolves.toBeDefined();
  });

  it('lets one of two callers win who change the same version at once, for 30 rounds', async () => {
    const { update, calls, team } = await aTeam();
    for (let round = 0; round < 30; round += 1) {
      const reply: { etag?: string } = {};
      await calls.getTeam({ teamId: team.id }, { reply });
      const rename = () => update({ name: uuidv7() }, { ifMatch: reply.etag });
      expect(await refusals([rename(), rename()])).toEqual(['precondition_failed']);
    }
  });

  it("finds neither an unknown team nor another organization's", async () => {
    const [mine, theirs] = [await aTeam(), await aTeam()];
    await expect(mine.update({ name: 'x', teamId: theirs.team.id })).rejects.toMatchObject({ reason: 'not_found' });
    await expect(mine.update({ name: 'x', teamId: uuidv7() })).rejects.toMatchObject({ reason: 'not_found' });
  });
});
