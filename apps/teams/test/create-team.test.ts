import { EventType } from '@fileonion/contract/events';
import { CreateTeamRequest, ListTeamsRequest, Team, TeamsServiceService } from '@fileonion/contract/teams';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { refusals, startTeams, type TeamsUnderTest } from './teams-under-test';

describe('creating a team', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  function anOwner() {
    const principal = aPrincipal();
    const calls = service.as(TeamsServiceService, principal);
    const create = (name: string, options = {}) => calls.createTeam(CreateTeamRequest.fromPartial({ name }), options);
    return { principal, calls, create };
  }

  it('gives it back with its entity tag', async () => {
    const { calls } = anOwner();
    const reply: { etag?: string } = {};
    const fields = { name: 'Sales', description: 'Sells', color: '#00FF00' };
    const { team } = await calls.createTeam(CreateTeamRequest.fromPartial(fields), { reply });
    expect(team).toMatchObject({ ...fields, isDefault: false, memberCount: 0 });
    expect(reply.etag).toBe('"1"');
    expect((await calls.getTeam({ teamId: team!.id })).team).toEqual(team);
  });

  it.each([['SALES'], ['ｓａｌｅｓ']])('refuses the name %s beside Sales', async (name) => {
    const { create } = anOwner();
    await create('Sales');
    await expect(create(name)).rejects.toMatchObject({ reason: 'name_taken' });
  });

  it('lets organizations have teams of the same name', async () => {
    await anOwner().create('Sales');
    await expect(anOwner().create('Sales')).resolves.toBeDefined();
  });

  it('is announced once, as it was created', async () => {
    const { principal, create } = anOwner();
    const { team } = await create('Sales');
    const [event] = await service.announced(principal, EventType.TEAM_CREATED);
    expect(event).toMatchObject({
      aggregateId: team?.id,
      seq: 1,
      actor: { userId: principal.userId },
      audience: { teamId: team?.id },
    });
    expect(Team.decode(event!.resource)).toEqual(team);
  });

  it('happens once for 50 concurrent calls with one key', async () => {
    const { calls, create } = anOwner();
    const options = Array.from({ length: 50 }, () => ({ idempotencyKey: 'one', reply: { replayed: false } }));
    const answers = await Promise.all(options.map((option) => create('Sales', option)));
    expect(new Set(answers.map(({ team }) => team?.id)).size).toBe(1);
    expect(options.filter(({ reply }) => reply.replayed)).toHaveLength(49);
    expect((await calls.listTeams(ListTeamsRequest.fromPartial({}))).teams).toHaveLength(1);
  });

  it('succeeds for one of two callers who choose the same name at once, for 30 rounds', async () => {
    const { create } = anOwner();
    for (let round = 0; round < 30; round += 1) {
      const name = uuidv7();
      expect(await refusals([create(name), create(name.toUpperCase())])).toEqual(['name_taken']);
    }
  });
});
