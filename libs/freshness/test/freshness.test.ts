import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { eventually } from '@fileonion/testing';
import pino from 'pino';
import { uuidv7 } from 'uuidv7';
import { createFreshness, createRedis, epochKey } from '..';

const logger = pino({ level: 'silent' });
const redisUrl = process.env['REDIS_URL'] ?? '';

describe('freshness', () => {
  const opened: { disconnect(): void }[] = [];
  afterEach(() => opened.splice(0).forEach((redis) => redis.disconnect()));

  async function open(url: string, until: 'ready' | 'reconnecting' = 'ready') {
    const redis = createRedis(url, logger);
    opened.push(redis);
    await new Promise((resolve) => redis.once(until, resolve));
    const slept: number[] = [];
    const clock = { now: () => 0, sleep: async (milliseconds: number) => void slept.push(milliseconds) };
    const namespace = `test-${uuidv7()}`;
    return { redis, slept, namespace, freshness: createFreshness({ redis, namespace, logger, clock }) };
  }

  it('gives every reader the same epoch until something changes', async () => {
    const { freshness } = await open(redisUrl);
    const organizationId = uuidv7();
    const epochs = await Promise.all(Array.from({ length: 20 }, () => freshness.current(organizationId)));
    expect(new Set(epochs).size).toBe(1);
    expect(epochs[0]).toMatch(/^[0-9a-f-]{36}$/);

    await freshness.changed(organizationId);
    expect(await freshness.current(organizationId)).not.toBe(epochs[0]);
  });

  it('keeps organizations and installations apart', async () => {
    const [one, other] = [await open(redisUrl), await open(redisUrl)];
    const organizationId = uuidv7();
    const epoch = await one.freshness.current(organizationId);
    await one.freshness.changed(uuidv7());
    await other.freshness.changed(organizationId);
    expect(await one.freshness.current(organizationId)).toBe(epoch);
    expect(await other.freshness.current(organizationId)).not.toBe(epoch);
  });

  it('lets epochs expire after an hour', async () => {
    const { redis, namespace, freshness } = await open(redisUrl);
    const organizationId = uuidv7();
    await freshness.current(organizationId);
    const lifetime = await redis.pttl(epochKey(namespace, organizationId));
    expect(lifetime).toBeGreaterThan(3_590_000);
    expect(lifetime).toBeLessThanOrEqual(3_600_000);
  });

  it('answers at once when Redis has the new epoch', async () => {
    const { freshness, slept } = await open(redisUrl);
    await freshness.changed(uuidv7());
    expect(slept).toEqual([]);
  });

  it('knows no epoch while Redis is away, and answers changes when nothing older is kept any more', async () => {
    const { freshness, slept } = await open('redis://127.0.0.1:1', 'reconnecting');
    expect(await freshness.current(uuidv7())).toBeUndefined();
    await freshness.changed(uuidv7());
    expect(slept).toEqual([6_000]);
  });

  it('does not wait longer than a second for a Redis that hangs', async () => {
    const way = await forward();
    const { freshness, slept } = await open(way.url);
    way.hang();
    const started = Date.now();
    expect(await freshness.current(uuidv7())).toBeUndefined();
    await freshness.changed(uuidv7());
    expect(slept).toEqual([6_000]);
    expect(Date.now() - started).toBeLessThan(3_000);
    await way.close();
  });

  it('goes on by itself when its connection has died without a word', async () => {
    const way = await forward();
    const { freshness } = await open(way.url);
    way.hang();
    expect(await freshness.current(uuidv7())).toBeUndefined();
    await eventually(async () => expect(await freshness.current(uuidv7())).toBeDefined());
    await way.close();
  });

  it('goes on by itself when Redis is back', async () => {
    const way = await forward();
    const { freshness, redis } = await open(way.url);
    await way.close();
    await eventually(() => expect(redis.status).not.toBe('ready'));
    expect(await freshness.current(uuidv7())).toBeUndefined();

    const again = await forward(way.port);
    await eventually(async () => expect(await freshness.current(uuidv7())).toBeDefined());
    await again.close();
  });
});

/** A way to Redis that can be cut, or hang. */
async function forward(port = 0) {
  const { hostname, port: redisPort } = new URL(redisUrl);
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const redis = connect(Number(redisPort), hostname);
    sockets.push(socket, redis);
    for (const end of [socket, redis]) end.on('error', () => undefined);
    socket.pipe(redis).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `redis://127.0.0.1:${bound}`,
    hang: () => sockets.forEach((socket) => socket.unpipe().pause()),
    async close() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
