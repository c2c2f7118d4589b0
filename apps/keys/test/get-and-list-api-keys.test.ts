import { ListApiKeysRequest, type ApiKeyStatus } from '@fileonion/contract/keys';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

test('a key is shown without the raw key, with its version', async () => {
  const client = keys.as(keys.people.join());
  const { key: _key, ...shown } = await client.create();
  const reply = {};
  expect(await client.get(shown.id, { reply })).toEqual(shown);
  expect(reply).toMatchObject({ etag: '"1"' });
});

test("another organization's key does not exist", async () => {
  const { id } = await keys.as(keys.people.join()).create();
  const stranger = keys.as(keys.people.join());
  const refusal = { reason: 'not_found' };
  await expect(stranger.get(id)).rejects.toMatchObject(refusal);
  await expect(stranger.update(id, { name: 'x' })).rejects.toMatchObject(refusal);
  await expect(stranger.revoke(id)).rejects.toMatchObject(refusal);
  await expect(stranger.rotate(id)).rejects.toMatchObject(refusal);
  await expect(stranger.remove(id)).rejects.toMatchObject(refusal);
});

test('a list pages from the newest key to the oldest', async () => {
  const client = keys.as(keys.people.join());
  const made = [await client.create(), await client.create(), await client.create()];
  const first = await client.listApiKeys(ListApiKeysRequest.fromPartial({ limit: 2 }));
  expect(first.page).toMatchObject({ limit: 2, hasMore: true });
  const cursor = first.page?.nextCursor;
  const second = await client.listApiKeys(ListApiKeysRequest.fromPartial({ limit: 2, cursor }));
  expect(second.page).toMatchObject({ hasMore: false, nextCursor: undefined });
  const ids = [...first.apiKeys, ...second.apiKeys].map(({ id }) => id);
  expect(ids).toEqual(made.map(({ id }) => id).reverse());
});

test('a list by name ignores the case, after a change of name too', async () => {
  const client = keys.as(keys.people.join());
  for (const name of ['beta', 'Charlie', 'alpha']) await client.create({ name });
  const { id } = await client.create({ name: 'Zulu' });
  await client.update(id, { name: 'Able' });
  const { apiKeys } = await client.listApiKeys(ListApiKeysRequest.fromPartial({ sort: 'name' }));
  expect(apiKeys.map(({ name }) => name)).toEqual(['Able', 'alpha', 'beta', 'Charlie']);
});

test('a list by status has exactly the keys that show it', async () => {
  const client = keys.as(keys.people.join());
  const [active, disabled, revoked, replaced] = [
    await client.create(),
    await client.create(),
    await client.create(),
    await client.create(),
  ];
  await client.update(disabled.id, { status: 'DISABLED' });
  await client.revoke(revoked.id);
  const successor = await client.rotate(replaced.id, 3600);
  const having = async (status: ApiKeyStatus) => {
    const { apiKeys } = await client.listApiKeys(ListApiKeysRequest.fromPartial({ status, sort: 'createdAt' }));
    expect(apiKeys.every((key) => key.status === status)).toBe(true);
    return apiKeys.map(({ id }) => id);
  };
  expect(await having('ACTIVE')).toEqual([active.id, replaced.id, successor.id]);
  expect(await having('DISABLED')).toEqual([disabled.id]);
  expect(await having('REVOKED')).toEqual([revoked.id]);
  expect(await having('EXPIRED')).toEqual([]);
});
