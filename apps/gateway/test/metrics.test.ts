import { apiClient, eventually } from '@fileonion/testing';
import { startRedisProxy, type RedisProxy } from './redis-proxy';
import { startRig, type Rig } from './gateway-under-test';

let proxy: RedisProxy;
let rig: Rig;
beforeAll(async () => {
  proxy = await startRedisProxy(process.env['REDIS_URL'] ?? '');
  rig = await startRig({ MAX_IN_FLIGHT: 1, gatewayRedisUrl: proxy.url });
});
afterAll(async () => {
  await rig.stop();
  await proxy.stop();
});

const metrics = async () => (await fetch(`http://${rig.gateways[0]!.opsAddress}/metrics`)).text();
const client = () => apiClient(rig.urls[0]!, rig.stubs.keys.issueKey().token);

it('tells routes by their template, and never by a path', async () => {
  await client().call('GET', '/api/v2/teams/01890000-0000-7000-8000-000000000000');
  await eventually(async () =>
    expect(await metrics()).toContain('method="GET",route="/api/v2/teams/{team_id}",status="404"} 1'),
  );
  expect(await metrics()).not.toContain('01890000-0000');
});

it('tells how many callers were identified, and how many of them were loaded', async () => {
  const before = await counts();
  const caller = client();
  for (let call = 0; call < 3; call++) await caller.call('GET', '/api/v2/teams');
  const after = await counts();
  expect([after.identified - before.identified, after.loaded - before.loaded]).toEqual([3, 1]);

  async function counts() {
    const text = await metrics();
    const read = (name: string) => Number(new RegExp(`^${name}\\{.*\\} (\\d+)`, 'm').exec(text)?.[1]);
    return { identified: read('principal_identifications_total'), loaded: read('principal_loads_total') };
  }
});

it('counts what it refuses when too much is at work', async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const began = new Promise<void>((resolve) => {
    rig.stubs.answer('listTeams', async () => {
      resolve();
      await released;
      return { teams: [] };
    });
  });
  const held = client().call('GET', '/api/v2/teams');
  await began;
  expect((await client().call('GET', '/api/v2/teams')).status).toBe(503);
  expect(await metrics()).toMatch(/^shed_calls_total\{.*\} 1$/m);
  release();
  await held;
});

it('tells when it counts calls alone', async () => {
  expect(await metrics()).not.toContain('counter="local"');
  proxy.cut();
  await eventually(async () => {
    await client().call('GET', '/api/v2/teams');
    expect(await metrics()).toMatch(/^rate_limit_counts_total\{counter="local".*\} [1-9]/m);
  });
});
