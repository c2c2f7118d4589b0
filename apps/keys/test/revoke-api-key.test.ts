import { eventually } from '@fileonion/testing';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

test('a revoked key is refused from the answer on; repeating it gives the same answer and one event', async () => {
  const owner = keys.people.join();
  const client = keys.as(owner);
  const { id, key } = await client.create();
  const revoked = await client.revoke(id);
  expect(revoked.status).toBe('REVOKED');
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'revoked_api_key' });
  expect(await client.revoke(id)).toEqual(revoked);
  await client.create();
  await eventually(() =>
    expect(keys.eventsOf(owner).map(({ type }) => type)).toEqual([
      'API_KEY_CREATED',
      'API_KEY_REVOKED',
      'API_KEY_CREATED',
    ]),
  );
});

test("an admin revokes an owner's key", async () => {
  const owner = keys.people.join();
  const { id } = await keys.as(owner).create();
  const admin = keys.people.join({ organizationId: owner.organizationId, role: 'ADMIN' });
  expect((await keys.as(admin).revoke(id)).status).toBe('REVOKED');
});

test('concurrent revocations revoke once and all give the same answer', async () => {
  const client = keys.as(keys.people.join());
  const { id } = await client.create();
  const answers = await Promise.all(Array.from({ length: 5 }, () => client.revoke(id)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  const reply: { etag?: string } = {};
  await client.get(id, { reply });
  expect(reply.etag).toBe('"2"');
});
