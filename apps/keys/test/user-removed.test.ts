import { Event } from '@fileonion/contract/events';
import { topics } from '@fileonion/events';
import type { Principal } from '@fileonion/contract/api';
import { eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

/** What the teams service announces when an owner removes a user. */
async function announceRemoval(user: Principal, actor: Principal): Promise<void> {
  const { organizationId, userId: aggregateId } = user;
  const event = Event.fromPartial({
    id: uuidv7(),
    organizationId,
    aggregateId,
    seq: 2,
    type: 'USER_REMOVED',
    actor: { userId: actor.userId },
    requestId: 'req_removal',
  });
  await keys.bus.publish(topics.teams, [{ key: aggregateId, value: Event.encode(event).finish(), headers: {} }]);
}

test('the keys of a removed user are revoked, each once, and those of others stay', async () => {
  const owner = keys.people.join();
  const admin = keys.people.join({ organizationId: owner.organizationId, role: 'ADMIN' });
  const [mine, one, other, gone] = [
    await keys.as(owner).create(),
    await keys.as(admin).create(),
    await keys.as(admin).create(),
    await keys.as(admin).create(),
  ];
  await keys.as(owner).revoke(gone.id);
  await announceRemoval(admin, owner);
  for (const { id } of [one, other]) expect((await keys.as(owner).get(id)).status).toBe('REVOKED');
  expect((await keys.as(owner).get(mine.id)).status).toBe('ACTIVE');
  const revoked = await eventually(() => {
    const found = keys.eventsOf(owner).filter(({ type }) => type === 'API_KEY_REVOKED');
    expect(found.map(({ aggregateId }) => aggregateId).sort()).toEqual([one.id, other.id, gone.id].sort());
    return found;
  });
  expect(revoked.find(({ aggregateId }) => aggregateId === one.id)).toMatchObject({
    actor: { userId: owner.userId },
    requestId: 'req_removal',
  });
});

test('a call of a removed user that is still under way makes no key', async () => {
  const owner = keys.people.join();
  const admin = keys.people.join({ organizationId: owner.organizationId, role: 'ADMIN' });
  await announceRemoval(admin, owner);
  await expect(keys.as(admin).create()).rejects.toMatchObject({ reason: 'invalid_credentials' });
});
