import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRedis, redisAttempts } from '@fileonion/freshness';
import { createMetrics } from '@fileonion/service-kit';
import { eventually, silentLogger, testNamespace } from '@fileonion/testing';
import fc from 'fast-check';
import { createGatewayMetrics } from '../gateway-metrics';
import { createLimiter, usageOf, type Count } from '../limiter';
import { startRedisProxy, type RedisProxy } from './redis-proxy';

const metrics = createGatewayMetrics(createMetrics({ service: 'test' }));

let proxy: RedisProxy;
let gateways: ReturnType<typeof newGateway>[];
beforeAll(async () => {
  proxy = await startRedisProxy(process.env['REDIS_URL'] ?? '');
  gateways = [newGateway(), newGateway()];
  await Promise.all(gateways.map(({ redis }) => new Promise((resolve) => redis.once('ready', resolve))));
});
afterAll(async () => {
  for (const { redis } of gateways) redis.disconnect();
  await proxy.stop();
});

const prefix = testNamespace();

/** What a gateway counts with, on a connection of its own. */
function newGateway() {
  const redis = createRedis(proxy.url, silentLogger);
  return { redis, limiter: createLimiter({ redis, attempt: redisAttempts(redis), prefix, gateways: 2, metrics }) };
}

let keys = 0;
const newKey = () => `key-${++keys}`;

/** Arrivals in bursts: how many calls reach which gateway at once. */
const arrivals = fc.array(fc.record({ gateway: fc.nat(1), burst: fc.integer({ min: 1, max: 40 }) }), { maxLength: 12 });
type Burst = { gateway: number; burst: number };

/** Makes the calls of each burst at once, one burst after the other, without waiting for answers. */
async function admit(key: string, limit: number, bursts: Burst[], before: (index: number) => void = () => {}) {
  const calls: Promise<Count>[] = [];
  for (const [index, { gateway, burst }] of bursts.entries()) {
    before(index);
    for (let call = 0; call < burst; call++) calls.push(gateways[gateway]!.limiter.consume(key, limit));
    await nextTurn();
  }
  const usages = (await Promise.all(calls)).map((count) => usageOf(count, limit));
  return { arrived: calls.length, admitted: usages.filter(({ exceeded }) => !exceeded).length };
}

/** Waits until both gateways count in Redis. */
const together = () =>
  eventually(async () => {
    for (const { limiter } of gateways) expect((await limiter.consume(newKey(), 1)).counters).toBe(1);
  });

it('two gateways together admit exactly the limit, however calls arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 100 }), arrivals, async (limit, bursts) => {
      const { arrived, admitted } = await admit(newKey(), limit, bursts);
      expect(admitted).toBe(Math.min(arrived, limit));
    }),
    { numRuns: 50 },
  );
});

it('never admit more than the limit and a share for each, wherever Redis goes away on the way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 60 }), arrivals, fc.nat(11), async (limit, bursts, cutAt) => {
      await together();
      const { admitted } = await admit(newKey(), limit, bursts, (index) => index === cutAt && proxy.cut());
      proxy.restore();
      expect(admitted).toBeLessThanOrEqual(limit + 2 * Math.floor(limit / 2));
    }),
    { numRuns: 6 },
  );
}, 60_000);
