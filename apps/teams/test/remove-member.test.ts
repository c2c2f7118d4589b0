import { EventType } from '@fileonion/contract/events';
import { Membership } from '@fileonion/contract/teams';
import { uuidv7 } from 'uuidv7';
import { refusals, startTeams, type TeamsUnderTest } from './teams-under-test';

describe('removing a member', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());

  async function aMember() {
    const { owner, teamId, add, ...team } = await service.aTeam();
    const { member } = await add(owner.userId);
    return { ...team, owner, add, key: { teamId, userId: owner.userId }, member };
  }

  it('ends the membership with the answer, and says so', async () => {
    const { owner, members, list, count, key, member } = await aMember();
    expect(await members.removeMember(key)).toEqual({ deleted: { id: key.userId, deleted: true } });
    expect(await list()).toEqual([]);
    expect(await count()).toBe(0);

    const [event] = await service.announced(owner, EventType.TEAM_MEMBER_REMOVED);
    expect(event).toMatchObject({ aggregateId: key.teamId, seq: 3, audience: key });
    expect(Membership.decode(event!.resource)).toEqual(member);
  });

  it('finds no member who is not there, and no other team', async () => {
    const [{ members, key }, theirs] = [await aMember(), await aMember()];
    for (const other of [{ ...key, userId: uuidv7() }, { ...key, teamId: uuidv7() }, theirs.key]) {
      await expect(members.removeMember(other)).rejects.toMatchObject({ reason: 'not_found' });
    }
  });

  it('counts once when two callers remove the same member at once, for 30 rounds', async () => {
    const { members, add, count, key } = await aMember();
    for (let round = 0; round < 30; round += 1) {
      expect(await refusals([members.removeMember(key), members.removeMember(key)])).toEqual(['not_found']);
      expect(await count()).toBe(0);
      await add(key.userId);
    }
  });
});
