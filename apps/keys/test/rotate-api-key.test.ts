import { eventually } from '@fileonion/testing';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

test('a rotation without overlap replaces the key at once, settings and duration included', async () => {
  const client = keys.as(keys.people.join());
  const old = await client.create({ name: 'CI', scopes: ['WRITE'], rateLimit: 9, expiresIn: 'DAYS_30' });
  const reply = {};
  const successor = await client.rotate(old.id, undefined, { reply });
  const { name, scopes, rateLimit } = old;
  expect(successor).toMatchObject({ name, scopes, rateLimit, status: 'ACTIVE' });
  expect(successor.id).not.toBe(old.id);
  expect(successor.expiresAt!.getTime()).toBeGreaterThanOrEqual(old.expiresAt!.getTime());
  expect(reply).toMatchObject({ etag: '"1"' });
  await expect(keys.authenticate(old.key)).rejects.toMatchObject({ reason: 'revoked_api_key' });
  await expect(keys.authenticate(successor.key)).resolves.toBeDefined();
  expect((await client.get(old.id)).status).toBe('REVOKED');
});

test('during an overlap both keys work, and no principal of the old one outlives it', async () => {
  const client = keys.as(keys.people.join());
  const old = await client.create();
  const before = Date.now();
  const successor = await client.rotate(old.id, 3600);
  const { principal } = await keys.authenticate(old.key);
  expect(principal.notAfter!.getTime() - before).toBeGreaterThanOrEqual(3_600_000);
  expect(principal.notAfter!.getTime() - before).toBeLessThan(3_610_000);
  await expect(keys.authenticate(successor.key)).resolves.toBeDefined();
  expect(await client.get(old.id)).toMatchObject({ status: 'ACTIVE', revokedAt: undefined });
});

test('when the overlap is over the old key is revoked, and that is announced', async () => {
  const owner = keys.people.join();
  const client = keys.as(owner);
  const old = await client.create();
  await client.rotate(old.id, 1);
  await eventually(async () => {
    await expect(keys.authenticate(old.key)).rejects.toMatchObject({ reason: 'revoked_api_key' });
  });
  expect(await client.get(old.id)).toMatchObject({ status: 'REVOKED', revokedAt: expect.any(Date) });
  const [event] = await eventually(() => {
    const found = keys.eventsOf(owner).filter(({ type }) => type === 'API_KEY_REVOKED');
    expect(found).toHaveLength(1);
    return found;
  });
  expect(event).toMatchObject({ aggregateId: old.id, organizationId: owner.organizationId });
});

test('a revocation that cannot be announced holds up none behind it', async () => {
  const [unlucky, lucky] = [keys.people.join(), keys.people.join()];
  for (const owner of [unlucky, lucky]) {
    const { id } = await keys.as(owner).create();
    await keys.as(owner).rotate(id, 3600);
    // The first cannot be counted up to its next version.
    const spoilt = owner === unlucky && { version: 'spoilt' };
    await keys.rows.updateOne({ _id: id }, { $set: { revokesAt: new Date(), ...spoilt } });
  }
  await eventually(() => expect(keys.eventsOf(lucky).map(({ type }) => type)).toContain('API_KEY_REVOKED'));
  expect(keys.eventsOf(unlucky).map(({ type }) => type)).not.toContain('API_KEY_REVOKED');
});

test('a later rotation never puts off a revocation that was decided before', async () => {
  const client = keys.as(keys.people.join());
  const old = await client.create();
  await client.rotate(old.id, 60);
  await client.rotate(old.id, 604_800);
  const { principal } = await keys.authenticate(old.key);
  expect(principal.notAfter!.getTime()).toBeLessThan(Date.now() + 61_000);
});

test('only the creator rotates a key', async () => {
  const owner = keys.people.join();
  const admin = keys.people.join({ organizationId: owner.organizationId, role: 'ADMIN' });
  const { id } = await keys.as(admin).create();
  await expect(keys.as(owner).rotate(id)).rejects.toMatchObject({ reason: 'permission_denied' });
});

test('a key that rotates itself needs an overlap of 60 seconds', async () => {
  const owner = keys.people.join();
  const { id } = await keys.as(owner).create({ scopes: ['FULL_ACCESS'] });
  const itself = keys.as({ ...owner, apiKey: { id, scopes: ['FULL_ACCESS'], rateLimit: 100 } });
  const refusal = { reason: 'validation_failed', violations: [{ pointer: '/overlapSeconds', code: 'out_of_range' }] };
  await expect(itself.rotate(id)).rejects.toMatchObject(refusal);
  await expect(itself.rotate(id, 59)).rejects.toMatchObject(refusal);
  await expect(itself.rotate(id, 60)).resolves.toBeDefined();
});

test('a revoked key is not rotated', async () => {
  const client = keys.as(keys.people.join());
  const { id } = await client.create();
  await client.revoke(id);
  await expect(client.rotate(id)).rejects.toMatchObject({ reason: 'key_revoked' });
});

test('of two rotations at once without overlap one succeeds', async () => {
  const client = keys.as(keys.people.join());
  const { id } = await client.create();
  const results = await Promise.allSettled([client.rotate(id), client.rotate(id)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('the successor of a disabled key is disabled', async () => {
  const client = keys.as(keys.people.join());
  const { id } = await client.create();
  await client.update(id, { status: 'DISABLED' });
  expect((await client.rotate(id)).status).toBe('DISABLED');
});
