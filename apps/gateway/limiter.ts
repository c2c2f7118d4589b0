import type { RedisAttempt } from '@fileonion/freshness';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import type { GatewayMetrics } from './gateway-metrics';

/** How often someone has called in the running window. */
export interface Count {
  /** This call included. */
  consumed: number;
  /** Milliseconds until the window ends. */
  resetsInMs: number;
  /** How many gateways count by themselves at present; 1 when they count together. */
  counters: number;
}

/** What a count means under a limit. */
export interface Usage {
  limit: number;
  remaining: number;
  resetsInMs: number;
  /** This call is one too many. */
  exceeded: boolean;
}

/** Counts calls in windows of a minute that begin with the first call. */
export interface Limiter {
  /** Counts one call of `key`, unless `limit` calls have passed in this window already. */
  consume(key: string, limit: number): Promise<Count>;
}

/** What a limiter needs. */
export interface LimiterOptions {
  redis: Redis;
  attempt: RedisAttempt;
  /** Begins the names of the counters. */
  prefix: string;
  /** How many gateways share a limit while each counts alone. */
  gateways: number;
  /** Whether a key over its limit is refused from memory, without asking Redis, until its window ends. */
  refuseFromMemory?: boolean;
  metrics: GatewayMetrics;
}

const windowSeconds = 60;

/**
 * A refused call is not counted: it neither prolongs the window nor uses up what a limit that is raised meanwhile would
 * let pass. ARGV: points to count, seconds of the window, limit.
 */
const countUpToLimit = `
local consumed = tonumber(redis.call('get', KEYS[1]) or '0')
if consumed >= tonumber(ARGV[3]) then
  return {consumed + 1, redis.call('pttl', KEYS[1])}
end
if consumed == 0 then
  redis.call('set', KEYS[1], ARGV[1], 'EX', ARGV[2])
  return {tonumber(ARGV[1]), 1000 * ARGV[2]}
end
return {redis.call('incrby', KEYS[1], ARGV[1]), redis.call('pttl', KEYS[1])}
`;

/** A limiter that counts in Redis for all gateways together and, while Redis is away, alone. */
export function createLimiter(options: LimiterOptions): Limiter {
  const { redis, attempt, prefix, gateways, refuseFromMemory = false, metrics } = options;
  const alone = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: windowSeconds, keyPrefix: prefix });
  // A limiter of the library has one limit, and callers have many.
  const together = new LRUCache<number, RateLimiterRedis, unknown>({
    max: 1000,
    memoMethod: (points) =>
      new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: prefix,
        points,
        duration: windowSeconds,
        customIncrTtlLuaScript: countUpToLimit,
        inMemoryBlockOnConsumed: refuseFromMemory ? points + 1 : 0,
      }),
  });

  // The first one defines the script on the connection; a pipeline that has been begun before that would not know it.
  together.memo(1);

  return {
    async consume(key, limit) {
      const shared = await attempt(() => count(together.memo(limit), key));
      metrics.counts.inc({ counter: shared ? 'shared' : 'local' });
      if (shared) return { ...shared, counters: 1 };
      return { ...(await count(alone, key)), counters: gateways };
    },
  };
}

/** What remains of a limit after a count. Who counts alone has a share of the limit. */
export function usageOf({ consumed, resetsInMs, counters }: Count, limit: number): Usage {
  const share = Math.max(1, Math.floor(limit / counters));
  return { limit, remaining: Math.max(0, share - consumed), resetsInMs, exceeded: consumed > share };
}

/** The library rejects with its result when the limit is exceeded, and with an Error when it could not count. */
async function count(limiter: RateLimiterAbstract, key: string): Promise<Omit<Count, 'counters'>> {
  try {
    return read(await limiter.consume(key));
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return read(refusal);
    throw refusal;
  }
}

function read({ consumedPoints, msBeforeNext }: RateLimiterRes): Omit<Count, 'counters'> {
  // A refusal from memory does not know the count, only that it was exceeded.
  return { consumed: consumedPoints || Infinity, resetsInMs: Math.max(0, msBeforeNext) };
}
