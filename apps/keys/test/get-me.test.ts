import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

test('a session sees its organization and user', async () => {
  const owner = keys.people.join({ features: ['TEAMS'] });
  const { me } = await keys.me(owner).getMe({});
  expect(me).toMatchObject({
    organization: {
      id: owner.organizationId,
      name: 'Onion',
      plan: 'PROFESSIONAL',
      features: { teams: true, resourceVisibility: false },
    },
    user: { id: owner.userId, email: `${owner.userId}@example.com`, name: 'Ada', role: 'OWNER', status: 'ACTIVE' },
    apiKey: undefined,
  });
});

test('a key sees itself as well, without the raw key', async () => {
  const owner = keys.people.join();
  const { id, key } = await keys.as(owner).create({ name: 'CI', scopes: ['READ'] });
  const { principal } = await keys.authenticate(key);
  const { me } = await keys.me(principal).getMe({});
  expect(me!.apiKey).toEqual({ id, name: 'CI', scopes: ['READ'] });
});

test('a caller who was removed meanwhile is nobody', async () => {
  const owner = keys.people.join();
  keys.people.remove(owner);
  await expect(keys.me(owner).getMe({})).rejects.toMatchObject({ reason: 'invalid_credentials' });
});
