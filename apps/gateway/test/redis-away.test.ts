import { AppError } from '@fileonion/errors';
import { apiClient, eventually } from '@fileonion/testing';
import { startRedisProxy, type RedisProxy } from './redis-proxy';
import { startRig, type Rig } from './gateway-under-test';

const path = '/api/v2/me';

let proxy: RedisProxy;
let rig: Rig;
beforeEach(async () => {
  proxy = await startRedisProxy(process.env['REDIS_URL'] ?? '');
  rig = await startRig({ count: 2, GATEWAYS: 4, gatewayRedisUrl: proxy.url });
});
afterEach(async () => {
  await rig.stop();
  await proxy.stop();
});

const callMany = (token: string, count: number, urls = rig.urls) =>
  Promise.all(
    Array.from({ length: count }, (_, index) => apiClient(urls[index % urls.length]!, token).call('GET', path)),
  );
const passed = (answers: { status: number }[]) => answers.filter(({ status }) => status !== 429).length;

it('while Redis is away each gateway lets its share of the limit pass, and nothing fails', async () => {
  const { token } = rig.stubs.keys.issueKey({ rateLimit: 100 });
  await callMany(token, 2);
  proxy.cut();
  const answers = await callMany(token, 200);
  expect(passed(answers)).toBe(50);
  for (const { status, headers } of answers) {
    expect([404, 429]).toContain(status);
    expect(headers.get('x-ratelimit-limit')).toBe('100');
  }
});

it('counts exactly again once Redis is back', async () => {
  proxy.cut();
  await callMany(rig.stubs.keys.issueKey().token, 20);
  proxy.restore();
  await eventually(
    async () => expect(passed(await callMany(rig.stubs.keys.issueKey({ rateLimit: 10 }).token, 20))).toBe(10),
    { within: 5_000 },
  );
});

it('a Redis that hangs costs one call a second, and the others nothing', async () => {
  const { token } = rig.stubs.keys.issueKey({ rateLimit: 100 });
  await callMany(token, 2);
  proxy.block();
  const [url] = rig.urls as [string];
  expect((await callMany(token, 1, [url]))[0]!.status).toBe(404);
  const started = performance.now();
  expect((await callMany(token, 5, [url])).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  // One that waited for Redis would take a second.
  expect(performance.now() - started).toBeLessThan(800);
});

it('a revoked key is refused while the gateway is without Redis', async () => {
  const key = rig.stubs.keys.issueKey();
  await callMany(key.token, 4);
  proxy.cut();
  await callMany(key.token, 4);
  await rig.stubs.keys.change(key, new AppError('revoked_api_key'));
  for (const { body } of await callMany(key.token, 10)) expect(body.error.code).toBe('revoked_api_key');
});

it('a gateway starts without Redis', async () => {
  proxy.cut();
  await using late = await startRig({ gatewayRedisUrl: proxy.url });
  const { status } = await apiClient(late.urls[0]!, late.stubs.keys.issueKey().token).call('GET', path);
  expect(status).toBe(404);
});
