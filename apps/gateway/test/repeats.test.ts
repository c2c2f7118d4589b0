import { AppError } from '@fileonion/errors';
import { createRedis, redisAttempts } from '@fileonion/freshness';
import { aPrincipal, eventually, silentLogger } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { createRepeats } from '../repeats';

describe('a gateway that dies during a call', () => {
  let redis: ReturnType<typeof createRedis>;
  beforeAll(async () => {
    redis = createRedis(process.env['REDIS_URL'] ?? '', silentLogger);
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  afterAll(() => redis.disconnect());

  const dies = () => new Promise<never>(() => undefined);
  const works = async () => 'done';
  const caller = aPrincipal();
  /** What is left of the one claim there is, in milliseconds. */
  const left = (prefix: string) =>
    eventually(async () => {
      const names = await redis.keys(`${prefix}*`);
      expect(names).toHaveLength(1);
      return redis.pttl(names[0]!);
    });

  it('leaves the key to the same service at once, and to another one in time', async () => {
    const prefix = uuidv7();
    const repeats = createRepeats(redis, redisAttempts(redis), prefix, 1_500);
    void repeats.once(caller, 'key', 'teams', dies);
    expect(await left(prefix)).toBeLessThanOrEqual(1_500);
    await expect(repeats.once(caller, 'key', 'requests', works)).rejects.toMatchObject({
      reason: 'idempotency_key_reused',
    });
    const refuses = () => Promise.reject(new AppError('name_taken'));
    await expect(repeats.once(caller, 'key', 'teams', refuses)).rejects.toMatchObject({ reason: 'name_taken' });
    await eventually(async () => expect(await repeats.once(caller, 'key', 'requests', works)).toBe('done'));
  });

  it('holds the key for longer than a call may take, and an answer for as long as services keep it', async () => {
    const prefix = uuidv7();
    const repeats = createRepeats(redis, redisAttempts(redis), prefix);
    void repeats.once(caller, 'key', 'teams', dies);
    const claimed = await left(prefix);
    expect(claimed).toBeGreaterThan(20_000);
    expect(claimed).toBeLessThanOrEqual(30_000);
    await repeats.once(caller, 'key', 'teams', works);
    expect(await left(prefix)).toBeGreaterThan(24 * 3_600_000 - 5_000);
  });
});
