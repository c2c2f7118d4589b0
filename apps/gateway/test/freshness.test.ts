import { AppError } from '@fileonion/errors';
import { aPrincipal, apiClient, eventually } from '@fileonion/testing';
import { startRedisProxy } from './redis-proxy';
import { startRig, type Rig } from './gateway-under-test';

const path = '/api/v2/me';
const revoked = new AppError('revoked_api_key');

let rig: Rig;
beforeAll(async () => (rig = await startRig({ count: 2, AUTH_FAILURE_LIMIT: 1000 })));
afterEach(() => (rig.stubs.keys.hooks.beforeAnswer = async () => {}));
afterAll(() => rig.stop());

/** The codes of answers to calls over all gateways; the stub answers `not_found` to whoever is let in. */
const codes = async (token: string, count = 2): Promise<string[]> => {
  const calls = Array.from({ length: count }, (_, index) => apiClient(rig.urls[index % 2]!, token).call('GET', path));
  return (await Promise.all(calls)).map(({ body }) => body.error.code);
};

/** Holds every load between its reading and its answer, from the call of this until `release`. */
function holdLoads() {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let held = 0;
  rig.stubs.keys.hooks.beforeAnswer = () => {
    held++;
    return released;
  };
  return { release, holding: (count: number) => eventually(() => expect(held).toBe(count)) };
}

it('what was let in before is refused on every gateway once the change has been answered', async () => {
  const key = rig.stubs.keys.issueKey();
  expect(await codes(key.token, 10)).toEqual(Array(10).fill('not_found'));
  await rig.stubs.keys.change(key, revoked);
  expect(await codes(key.token, 10)).toEqual(Array(10).fill('revoked_api_key'));
});

it('what was refused before is let in once the change has been answered', async () => {
  const key = rig.stubs.keys.issueKey();
  await rig.stubs.keys.change(key, new AppError('disabled_api_key'));
  expect(await codes(key.token)).toEqual(['disabled_api_key', 'disabled_api_key']);
  await rig.stubs.keys.change(key, key.principal);
  expect(await codes(key.token)).toEqual(['not_found', 'not_found']);
});

it('a change during a load is in force for calls that arrive after it, and the load is not kept', async () => {
  const key = rig.stubs.keys.issueKey();
  const { release, holding } = holdLoads();
  const early = codes(key.token);
  await holding(2);
  await rig.stubs.keys.change(key, revoked);
  const late = codes(key.token, 10);
  release();
  await early;
  expect(await late).toEqual(Array(10).fill('revoked_api_key'));
  expect(await codes(key.token)).toEqual(['revoked_api_key', 'revoked_api_key']);
});

it('enabling a key during a load that will refuse it is in force for calls that arrive after it', async () => {
  const key = rig.stubs.keys.issueKey();
  await rig.stubs.keys.change(key, new AppError('disabled_api_key'));
  const { release, holding } = holdLoads();
  const early = codes(key.token);
  await holding(2);
  await rig.stubs.keys.change(key, key.principal);
  const late = codes(key.token, 10);
  release();
  expect(await early).toEqual(['disabled_api_key', 'disabled_api_key']);
  expect(await late).toEqual(Array(10).fill('not_found'));
});

it('concurrent first calls share one load for each gateway', async () => {
  const key = rig.stubs.keys.issueKey();
  const { release, holding } = holdLoads();
  const before = rig.stubs.keys.loads.length;
  const calls = codes(key.token, 60);
  await holding(2);
  release();
  await calls;
  expect(rig.stubs.keys.loads.length - before).toBe(2);
});

it('a Redis that was restarted empty confirms nothing that was loaded before', async () => {
  const key = rig.stubs.keys.issueKey();
  await codes(key.token);
  key.caller = revoked;
  await rig.stubs.keys.redis.del(rig.stubs.keys.epochKey(key.organizationId));
  expect(await codes(key.token)).toEqual(['revoked_api_key', 'revoked_api_key']);
});

it('after a reconnect nothing is trusted that was loaded before, even if its epoch is still there', async () => {
  await using proxy = await startRedisProxy(process.env['REDIS_URL'] ?? '');
  await using other = await startRig({ gatewayRedisUrl: proxy.url });
  const key = other.stubs.keys.issueKey();
  const client = apiClient(other.urls[0]!, key.token);
  await client.call('GET', path);
  // As after a failover to a replica that had not yet got the new epoch.
  key.caller = revoked;
  proxy.cut();
  proxy.restore();
  expect((await client.call('GET', path)).body.error.code).toBe('revoked_api_key');
});

it('what was loaded while the keys service was without Redis is loaded again for the next call', async () => {
  await using other = await startRig();
  const key = other.stubs.keys.issueKey();
  const client = apiClient(other.urls[0]!, key.token);
  other.stubs.keys.redis.disconnect();
  expect((await client.call('GET', path)).body.error.code).toBe('not_found');
  key.caller = revoked;
  expect((await client.call('GET', path)).body.error.code).toBe('revoked_api_key');
});

it('a key that expires while it is kept is refused from that moment on', async () => {
  const notAfter = new Date(Date.now() + 1_000);
  const key = rig.stubs.keys.issueKey({ notAfter });
  expect(await codes(key.token)).toEqual(['not_found', 'not_found']);
  await eventually(() => expect(Date.now()).toBeGreaterThanOrEqual(notAfter.getTime()));
  expect(await codes(key.token)).toEqual(['expired_api_key', 'expired_api_key']);
});

it('sessions are judged in the same way, each in the organization that it names', async () => {
  const session = rig.stubs.keys.openSession();
  const call = (header?: string) =>
    apiClient(rig.urls[0]!, session.token).call('GET', path, undefined, header ? { 'x-organization-id': header } : {});
  expect((await call()).body.error.code).toBe('not_found');
  expect((await call('another')).body.error.code).toBe('invalid_credentials');
  await rig.stubs.keys.change(session, new AppError('invalid_credentials'));
  expect((await call()).body.error.code).toBe('invalid_credentials');
});

it('a session that picks none of its organizations is another user’s once another organization has answered so', async () => {
  const session = rig.stubs.keys.openSession();
  session.forThisCallOnly = true;
  const callers = async () => {
    await codes(session.token, 10);
    return rig.stubs.calls.slice(-10).map(({ ctx }) => ctx.principal.organizationId);
  };
  const other = aPrincipal();
  expect(new Set(await callers())).toEqual(new Set([session.organizationId]));
  session.caller = other;
  await rig.stubs.keys.redis.set(rig.stubs.keys.epochKey(other.organizationId), 'new');
  expect(new Set(await callers())).toEqual(new Set([other.organizationId]));
});
