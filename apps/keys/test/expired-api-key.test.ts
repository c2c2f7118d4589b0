import { ListApiKeysRequest } from '@fileonion/contract/keys';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

async function anExpiredKey() {
  const client = keys.as(keys.people.join());
  const created = await client.create();
  await keys.letExpire(created.id);
  return { client, ...created };
}

test('an expired key is refused, shown as expired and listed as such', async () => {
  const { client, id, key } = await anExpiredKey();
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'expired_api_key' });
  expect((await client.get(id)).status).toBe('EXPIRED');
  const { apiKeys } = await client.listApiKeys(ListApiKeysRequest.fromPartial({ status: 'EXPIRED' }));
  expect(apiKeys.map((row) => row.id)).toEqual([id]);
});

test('an expired key takes no change and has no successor', async () => {
  const { client, id } = await anExpiredKey();
  const refusal = { reason: 'key_expired' };
  await expect(client.update(id, { name: 'x' })).rejects.toMatchObject(refusal);
  await expect(client.update(id, { status: 'ACTIVE' })).rejects.toMatchObject(refusal);
  await expect(client.rotate(id)).rejects.toMatchObject(refusal);
  await expect(client.update(id, { name: 'CI', status: 'EXPIRED' })).resolves.toMatchObject({ status: 'EXPIRED' });
});

test('an expired key can be revoked, and counts as revoked from then on', async () => {
  const { client, id, key } = await anExpiredKey();
  expect((await client.revoke(id)).status).toBe('REVOKED');
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'revoked_api_key' });
});

test('expired comes before disabled', async () => {
  const client = keys.as(keys.people.join());
  const { id, key } = await client.create();
  await client.update(id, { status: 'DISABLED' });
  await keys.letExpire(id);
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'expired_api_key' });
});
