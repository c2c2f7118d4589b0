import { eventually } from '@fileonion/testing';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

test('a deleted key is gone, refused from the answer on, and announced', async () => {
  const owner = keys.people.join();
  const client = keys.as(owner);
  const { id, key } = await client.create();
  expect(await client.remove(id)).toEqual({ id, deleted: true });
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'invalid_credentials' });
  await expect(client.get(id)).rejects.toMatchObject({ reason: 'not_found' });
  await expect(client.remove(id)).rejects.toMatchObject({ reason: 'not_found' });
  await eventually(() =>
    expect(keys.eventsOf(owner).map(({ type, seq }) => [type, seq])).toEqual([
      ['API_KEY_CREATED', 1],
      ['API_KEY_DELETED', 2],
    ]),
  );
});

test('a revoked key can be deleted, by an admin and of an owner too', async () => {
  const owner = keys.people.join();
  const { id } = await keys.as(owner).create();
  await keys.as(owner).revoke(id);
  const admin = keys.people.join({ organizationId: owner.organizationId, role: 'ADMIN' });
  await expect(keys.as(admin).remove(id)).resolves.toMatchObject({ id });
});

test('If-Match keeps another version from being deleted', async () => {
  const client = keys.as(keys.people.join());
  const { id } = await client.create();
  await client.update(id, { name: 'second' });
  await expect(client.remove(id, { ifMatch: '"1"' })).rejects.toMatchObject({ reason: 'precondition_failed' });
  await expect(client.remove(id, { ifMatch: '"2"' })).resolves.toBeDefined();
});
