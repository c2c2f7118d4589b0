import type { Redis } from 'ioredis';
import { redisAttempts } from './redis-attempt';

describe('attempts on Redis', () => {
  let time: number;
  let redis: Pick<Redis, 'status'>;
  let attempt: ReturnType<typeof redisAttempts>;
  beforeEach(() => {
    time = 0;
    redis = { status: 'ready' };
    attempt = redisAttempts(redis, () => time);
  });
  const works = async () => 'done';
  const fails = () => Promise.reject(new Error('Command timed out'));
  const hangs = () => new Promise<never>(() => undefined);

  it('are not made while the connection is not ready', async () => {
    redis.status = 'reconnecting';
    expect(await attempt(works)).toBeUndefined();
    redis.status = 'ready';
    expect(await attempt(works)).toBe('done');
  });

  it('are all made, side by side, while nothing fails', async () => {
    void attempt(hangs);
    expect(await attempt(works)).toBe('done');
  });

  it('are made by one call a second after a failure, and by all once one has worked', async () => {
    expect(await attempt(fails)).toBeUndefined();
    time = 999;
    expect(await attempt(works)).toBeUndefined();

    time = 1_000;
    void attempt(hangs);
    expect(await attempt(works)).toBeUndefined();

    time = 2_000;
    expect(await attempt(works)).toBe('done');
    expect(await attempt(works)).toBe('done');
  });
});
