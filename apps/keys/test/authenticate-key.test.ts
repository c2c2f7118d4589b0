import { randomBytes } from 'node:crypto';
import { createRedis, epochKey } from '@fileonion/freshness';
import { digestOfApiKey, newApiKey } from '@fileonion/service-kit';
import { silentLogger } from '@fileonion/testing';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

test('a key stands for its creator, as they are now', async () => {
  const owner = keys.people.join({ teamIds: ['t1'] });
  const { id, key, expiresAt } = await keys.as(owner).create();
  const { principal, epoch } = await keys.authenticate(key);
  const apiKey = { id, scopes: ['READ'], rateLimit: 100 };
  expect(principal).toEqual({ ...owner, apiKey, notAfter: expiresAt });
  expect(epoch).toMatch(/./);
  keys.people.change(owner, { role: 'MEMBER', teamIds: ['t2'] });
  expect((await keys.authenticate(key)).principal).toMatchObject({ role: 'MEMBER', teamIds: ['t2'] });
});

test('an unknown key, and what is no digest, are invalid', async () => {
  await expect(keys.authenticate(newApiKey())).rejects.toMatchObject({ reason: 'invalid_credentials' });
  const nothing = keys.authentication.authenticate({ keyDigest: new Uint8Array(), organizationId: '' });
  await expect(nothing).rejects.toMatchObject({ reason: 'invalid_credentials' });
});

test('a suspended creator stops the key, a removed one for good', async () => {
  const owner = keys.people.join();
  const { key } = await keys.as(owner).create();
  keys.people.change(owner, {}, 'SUSPENDED');
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'disabled_api_key' });
  keys.people.remove(owner);
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'revoked_api_key' });
});

test('after a downgrade to personal the principal says so, for the gateway to refuse what needs more', async () => {
  const owner = keys.people.join();
  const { key } = await keys.as(owner).create();
  keys.people.change(owner, { plan: 'PERSONAL' });
  expect((await keys.authenticate(key)).principal).toMatchObject({ plan: 'PERSONAL' });
});

test('revoked comes before disabled', async () => {
  const client = keys.as(keys.people.join());
  const { id, key } = await client.create();
  await client.update(id, { status: 'DISABLED' });
  await client.revoke(id);
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'revoked_api_key' });
});

test('the directory away is unavailable, not a verdict on the key', async () => {
  const alone = await startKeys({ TEAMS_ADDRESS: '127.0.0.1:1' });
  const { key } = await alone.as(alone.people.join()).create();
  await expect(alone.authenticate(key)).rejects.toMatchObject({ reason: 'unavailable' });
  await alone.stop();
});

test('a new pepper signs, the old one still verifies', async () => {
  const old = { id: 'old', secret: randomBytes(32) };
  const before = await startKeys({ API_KEY_PEPPERS: [old] });
  const owner = before.people.join();
  const { key } = await before.as(owner).create();
  const { NAMESPACE } = before.config;
  const after = await startKeys({ NAMESPACE, API_KEY_PEPPERS: [{ id: 'new', secret: randomBytes(32) }, old] });
  after.people.change(owner, {});
  await expect(after.authenticate(key)).resolves.toBeDefined();
  const { key: later } = await after.as(owner).create();
  await expect(after.authenticate(later)).resolves.toBeDefined();
  await expect(before.authenticate(later)).rejects.toMatchObject({ reason: 'invalid_credentials' });
  await before.stop();
  await after.stop();
});

test('a change during a load leaves the load with an epoch that is no longer in force', async () => {
  const own = await startKeys();
  const owner = own.people.join();
  const client = own.as(owner);
  const { id, key } = await client.create();
  let revoked: Promise<unknown> | undefined;
  own.people.beforeGetCaller(async () => {
    revoked ??= client.revoke(id);
    await revoked;
  });
  const load = await own.authentication
    .authenticate({ keyDigest: digestOfApiKey(key), organizationId: '' })
    .catch((error: { reason: string }) => error.reason);
  const epoch = typeof load === 'string' ? undefined : load.epoch;
  expect(epoch).not.toBe(await epochOf(own, owner.organizationId));
  await expect(own.authenticate(key)).rejects.toMatchObject({ reason: 'revoked_api_key' });
  await own.stop();
});

test('every answered write sets a new epoch: no-ops and replays too', async () => {
  const owner = keys.people.join();
  const client = keys.as(owner);
  const seen = [await epochOf(keys, owner.organizationId)];
  const note = async () => void seen.push(await epochOf(keys, owner.organizationId));
  const { id } = await client.create({}, { idempotencyKey: 'a' });
  await note();
  await client.create({}, { idempotencyKey: 'a' });
  await note();
  await client.update(id, { name: 'x' });
  await note();
  await client.update(id, { name: 'x' });
  await note();
  await client.revoke(id);
  await note();
  await client.revoke(id);
  await note();
  await client.remove(id);
  await note();
  expect(new Set(seen).size).toBe(seen.length);
});

test('without Redis a principal has no epoch, and a write is answered 6 s after its commit', async () => {
  const away = await startKeys({ REDIS_URL: 'redis://127.0.0.1:1' });
  const client = away.as(away.people.join());
  const started = Date.now();
  const { key } = await client.create();
  expect(Date.now() - started).toBeGreaterThanOrEqual(5900);
  expect((await away.authenticate(key)).epoch).toBeUndefined();
  await away.stop();
});

async function epochOf({ config }: KeysUnderTest, organizationId: string): Promise<string | null> {
  const redis = createRedis(config.REDIS_URL, silentLogger);
  await new Promise((resolve) => redis.once('ready', resolve));
  const epoch = await redis.get(epochKey(config.NAMESPACE, organizationId));
  redis.disconnect();
  return epoch;
}
