import { ApiKey } from '@fileonion/contract/keys';
import { eventually } from '@fileonion/testing';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

function anOrganization() {
  const owner = keys.people.join();
  const admin = keys.people.join({ organizationId: owner.organizationId, role: 'ADMIN' });
  return { owner, asOwner: keys.as(owner), asAdmin: keys.as(admin) };
}

test('what is named changes, what is not stays, and the next call is judged by it', async () => {
  const { asOwner } = anOrganization();
  const { id, key } = await asOwner.create({ name: 'CI', scopes: ['READ'] });
  const reply = {};
  const changed = await asOwner.update(id, { scopes: ['WRITE'], rateLimit: 7 }, { reply });
  expect(changed).toMatchObject({ name: 'CI', scopes: ['WRITE'], rateLimit: 7 });
  expect(reply).toMatchObject({ etag: '"2"' });
  expect((await keys.authenticate(key)).principal.apiKey).toMatchObject({ scopes: ['WRITE'], rateLimit: 7 });
});

test('a disabled key is refused until it is active again', async () => {
  const { asOwner } = anOrganization();
  const { id, key } = await asOwner.create();
  expect((await asOwner.update(id, { status: 'DISABLED' })).status).toBe('DISABLED');
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'disabled_api_key' });
  expect((await asOwner.update(id, { status: 'ACTIVE' })).status).toBe('ACTIVE');
  await expect(keys.authenticate(key)).resolves.toBeDefined();
});

test('status revoked is as revoking, and final', async () => {
  const { asOwner } = anOrganization();
  const { id, key } = await asOwner.create();
  const revoked = await asOwner.update(id, { status: 'REVOKED' });
  expect(revoked.status).toBe('REVOKED');
  expect(revoked.revokedAt).toBeInstanceOf(Date);
  await expect(keys.authenticate(key)).rejects.toMatchObject({ reason: 'revoked_api_key' });
  await expect(asOwner.update(id, { status: 'ACTIVE' })).rejects.toMatchObject({ reason: 'key_revoked' });
  await expect(asOwner.update(id, { name: 'x' })).rejects.toMatchObject({ reason: 'key_revoked' });
  expect(await asOwner.update(id, { name: 'CI', status: 'REVOKED' })).toEqual(revoked);
});

test('what GET shows can be sent back, and makes no new version', async () => {
  const { asOwner, asAdmin } = anOrganization();
  const { id } = await asOwner.create({ rateLimit: 700 });
  const { name, scopes, rateLimit, status } = await asOwner.get(id);
  const reply = {};
  await asAdmin.update(id, { name, scopes, rateLimit, status }, { reply });
  expect(reply).toMatchObject({ etag: '"1"' });
});

test('what GET shows can be sent back also after the operator has lowered the ceiling below it', async () => {
  const { asOwner } = anOrganization();
  const { id } = await asOwner.create({ name: 'before' });
  await keys.rows.updateOne({ _id: id }, { $set: { rateLimit: 5000 } });
  expect(await asOwner.update(id, { name: 'after', rateLimit: 5000 })).toMatchObject({
    name: 'after',
    rateLimit: 5000,
  });
});

test("on an owner's key an admin may disable and revoke, nothing else", async () => {
  const { asOwner, asAdmin } = anOrganization();
  const { id } = await asOwner.create();
  const refusal = { reason: 'role_required' };
  await expect(asAdmin.update(id, { name: 'x' })).rejects.toMatchObject(refusal);
  await expect(asAdmin.update(id, { scopes: ['FULL_ACCESS'] })).rejects.toMatchObject(refusal);
  await expect(asAdmin.update(id, { status: 'DISABLED', name: 'x' })).rejects.toMatchObject(refusal);
  expect((await asAdmin.update(id, { status: 'DISABLED' })).status).toBe('DISABLED');
  await expect(asAdmin.update(id, { status: 'ACTIVE' })).rejects.toMatchObject(refusal);
  expect((await asAdmin.update(id, { status: 'REVOKED' })).status).toBe('REVOKED');
});

test('an admin changes their own key, but not its rateLimit', async () => {
  const { asAdmin } = anOrganization();
  const { id } = await asAdmin.create();
  expect((await asAdmin.update(id, { name: 'mine' })).name).toBe('mine');
  await expect(asAdmin.update(id, { rateLimit: 5 })).rejects.toMatchObject({ reason: 'role_required' });
});

test('a rateLimit above the ceiling is a fault of the field', async () => {
  const { asOwner } = anOrganization();
  const { id } = await asOwner.create();
  const call = asOwner.update(id, { rateLimit: 1001 });
  await expect(call).rejects.toMatchObject({ violations: [{ pointer: '/rateLimit', code: 'out_of_range' }] });
});

test('nobody makes a key expire', async () => {
  const { asOwner } = anOrganization();
  const { id } = await asOwner.create();
  const call = asOwner.update(id, { status: 'EXPIRED' });
  await expect(call).rejects.toMatchObject({ violations: [{ pointer: '/status', code: 'invalid_value' }] });
});

test('If-Match refuses a change to another version', async () => {
  const { asOwner } = anOrganization();
  const { id } = await asOwner.create();
  await asOwner.update(id, { name: 'second' }, { ifMatch: '"1"' });
  const late = asOwner.update(id, { name: 'third' }, { ifMatch: '"1"' });
  await expect(late).rejects.toMatchObject({ reason: 'precondition_failed' });
  expect((await asOwner.get(id)).name).toBe('second');
});

test('an update is announced with what was before, once', async () => {
  const { owner, asOwner } = anOrganization();
  const { id } = await asOwner.create({ name: 'before' });
  await asOwner.update(id, { name: 'after' });
  await asOwner.update(id, { name: 'after' });
  const events = await eventually(() => {
    const found = keys.eventsOf(owner);
    expect(found.map(({ type }) => type)).toEqual(['API_KEY_CREATED', 'API_KEY_UPDATED']);
    return found;
  });
  expect(events[1]).toMatchObject({ aggregateId: id, seq: 2, resourceType: 'fileonion.keys.v2.ApiKey' });
  expect(ApiKey.decode(events[1]!.previous).name).toBe('before');
  expect(ApiKey.decode(events[1]!.resource).name).toBe('after');
});
