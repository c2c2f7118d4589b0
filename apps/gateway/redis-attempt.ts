import { performance } from 'node:perf_hooks';
import type { Redis } from 'ioredis';

/**
 * Does something with Redis, or does without: gives undefined at once while the connection is not ready, and for a while
 * after a failure, so that a hanging Redis costs one call its second and not every call.
 */
export type RedisAttempt = <T>(work: () => Promise<T>) => Promise<T | undefined>;

const pauseMs = 1000;

/** Attempts on one connection share what they know about its state. */
export function redisAttempts(redis: Redis): RedisAttempt {
  let pausedUntil = -Infinity;
  return async (work) => {
    if (redis.status !== 'ready' || performance.now() < pausedUntil) return undefined;
    try {
      return await work();
    } catch {
      pausedUntil = performance.now() + pauseMs;
      return undefined;
    }
  };
}
