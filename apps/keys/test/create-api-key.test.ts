import { eventually } from '@fileonion/testing';
import { ApiKey } from '@fileonion/contract/keys';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

const daysFromNow = (days: number) => Date.now() + days * 86_400_000;

test('a new key is shown once with the raw key, and works', async () => {
  const owner = keys.people.join();
  const reply = {};
  const created = await keys.as(owner).create({ name: 'CI', scopes: ['READ', 'WRITE'] }, { reply });
  expect(created).toMatchObject({
    name: 'CI',
    scopes: ['READ', 'WRITE'],
    status: 'ACTIVE',
    rateLimit: 100,
    createdBy: owner.userId,
    maskedKey: `${created.key.slice(0, 12)}…`,
    lastUsedAt: undefined,
    revokedAt: undefined,
  });
  expect(created.key).toMatch(/^fo_live_[0-9A-Za-z]{38}$/);
  expect(Math.abs(created.expiresAt!.getTime() - daysFromNow(90))).toBeLessThan(10_000);
  expect(reply).toMatchObject({ etag: '"1"', existed: false, replayed: false });
  expect((await keys.authenticate(created.key)).principal.apiKey).toEqual({
    id: created.id,
    scopes: ['READ', 'WRITE'],
    rateLimit: 100,
  });
});

test.each([
  ['DAYS_30', 30],
  ['DAYS_180', 180],
  ['YEAR_1', 365],
] as const)('a key for %s lives for %d days', async (expiresIn, days) => {
  const { expiresAt } = await keys.as(keys.people.join()).create({ expiresIn });
  expect(Math.abs(expiresAt!.getTime() - daysFromNow(days))).toBeLessThan(10_000);
});

test('a key without end has no expiry', async () => {
  const { expiresAt } = await keys.as(keys.people.join()).create({ expiresIn: 'NEVER' });
  expect(expiresAt).toBeUndefined();
});

test('the raw key is neither in the database nor in an event', async () => {
  const owner = keys.people.join();
  const { key } = await keys.as(owner).create({}, { idempotencyKey: 'once' });
  const secret = key.slice('fo_live_'.length + 4);
  expect(await keys.dump()).not.toContain(secret);
  const [event] = await eventually(() => {
    const events = keys.eventsOf(owner);
    expect(events).toHaveLength(1);
    return events;
  });
  expect(Buffer.from(event!.resource).toString('latin1')).not.toContain(secret);
  expect(event).toMatchObject({ type: 'API_KEY_CREATED', actor: { userId: owner.userId }, seq: 1 });
  expect(ApiKey.decode(event!.resource)).toMatchObject({ name: 'CI', status: 'ACTIVE' });
});

test('only an owner sets rateLimit, up to the ceiling', async () => {
  const owner = keys.people.join();
  const admin = keys.people.join({ organizationId: owner.organizationId, role: 'ADMIN' });
  expect((await keys.as(owner).create({ rateLimit: 1000 })).rateLimit).toBe(1000);
  await expect(keys.as(owner).create({ rateLimit: 1001 })).rejects.toMatchObject({
    reason: 'validation_failed',
    violations: [{ pointer: '/rateLimit', code: 'out_of_range', detail: 'At most 1000.' }],
  });
  await expect(keys.as(admin).create({ rateLimit: 50 })).rejects.toMatchObject({ reason: 'role_required' });
  expect((await keys.as(admin).create()).rateLimit).toBe(100);
});

test('the same idempotency key gives the same raw key, and makes one key only', async () => {
  const owner = keys.people.join();
  const first = await keys.as(owner).create({}, { idempotencyKey: 'a' });
  const reply = {};
  expect(await keys.as(owner).create({}, { idempotencyKey: 'a', reply })).toEqual(first);
  expect(reply).toMatchObject({ replayed: true, etag: '"1"' });
  const other = keys.as(owner).create({}, { idempotencyKey: 'a', fingerprint: 'another call' });
  await expect(other).rejects.toMatchObject({ reason: 'idempotency_key_reused' });
});

test('an organization has at most 100 unrevoked keys, also when several are created at once', async () => {
  const owner = keys.people.join();
  const client = keys.as(owner);
  const [one, other] = [await client.create(), await client.create()];
  await keys.copy(one.id, 96);
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => client.create()));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.reason);
  expect(refused).toEqual(Array(4).fill('limit_reached'));
  await expect(client.rotate(one.id, 60)).rejects.toMatchObject({ reason: 'limit_reached' });
  await expect(client.rotate(one.id)).resolves.toMatchObject({ status: 'ACTIVE' });
  await client.revoke(other.id);
  await expect(client.create()).resolves.toMatchObject({ status: 'ACTIVE' });
  await expect(client.create()).rejects.toMatchObject({ reason: 'limit_reached' });
});

test('the first keys of an organization can be created at once', async () => {
  const client = keys.as(keys.people.join());
  const made = await Promise.all(Array.from({ length: 8 }, () => client.create()));
  expect(new Set(made.map(({ key }) => key)).size).toBe(8);
});
