import { performance } from 'node:perf_hooks';
import type { Redis } from 'ioredis';
import { redisPatience } from './patience';

/**
 * Does something with Redis, or does without: gives undefined at once while the connection is not ready, and after a
 * failure too, but for one call a second that tries again. So a Redis that hangs costs one call its second, and not
 * every call.
 */
export type RedisAttempt = <T>(work: () => Promise<T>) => Promise<T | undefined>;

const pauseMs = 1_000;

/** Attempts on one connection share what they know about its state. */
export function redisAttempts(redis: Pick<Redis, 'status'>, now: () => number = () => performance.now()): RedisAttempt {
  let failing = false;
  let nextTry = 0;
  return async (work) => {
    if (redis.status !== 'ready' || (failing && now() < nextTry)) return undefined;
    // Whoever tries while it is failing does so alone: the others do without until that is known.
    nextTry = now() + pauseMs;
    try {
      const result = await redisPatience(work());
      failing = false;
      return result;
    } catch {
      failing = true;
      nextTry = now() + pauseMs;
      return undefined;
    }
  };
}
