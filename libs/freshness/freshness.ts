import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { namespaced, type Logger } from '@fileonion/service-kit';
import type { Redis } from 'ioredis';
import { redisPatience } from './patience';
import { redisAttempts } from './redis-attempt';

/** Time that never jumps, and waiting in it; replaced in tests. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * The epoch of an organization: a random value that changes with everything that decides what its callers may do. Who
 * keeps a principal keeps the epoch that was in force before it was loaded, and drops it when the epoch is another.
 */
export interface Freshness {
  /** The epoch in force, a first one if there is none; undefined while Redis is away. */
  current(organizationId: string): Promise<string | undefined>;
  /**
   * Sets a new epoch. When this resolves, no gateway judges by what was true before: call it after the commit and before
   * the answer, of no-ops and replays too, since the call that did the work may have died in between.
   */
  changed(organizationId: string): Promise<void>;
}

const lifetimeMs = 3_600_000;

/** How long a principal is kept at most, counted from before it was loaded. */
export const principalKeptMs = 5_000;

/** One second more covers a load on its way. */
const keptAtMostMs = principalKeptMs + 1_000;

const systemClock: Clock = { now: () => performance.now(), sleep: (milliseconds) => pause(milliseconds) };

/** The Redis key of an organization's epoch, for those who check it within a pipeline of their own. */
export function epochKey(namespace: string, organizationId: string): string {
  return `${namespaced(namespace, 'epoch')}:${organizationId}`;
}

/** Freshness on the given Redis. */
export function createFreshness(options: {
  redis: Redis;
  namespace: string;
  logger: Logger;
  clock?: Clock;
}): Freshness {
  const { redis, namespace, logger, clock = systemClock } = options;
  const attempt = redisAttempts(redis);
  const key = (organizationId: string) => epochKey(namespace, organizationId);
  return {
    async current(organizationId) {
      const fresh = randomUUID();
      return attempt(async () => (await redis.set(key(organizationId), fresh, 'PX', lifetimeMs, 'NX', 'GET')) ?? fresh);
    },
    async changed(organizationId) {
      const called = clock.now();
      try {
        await redisPatience(redis.set(key(organizationId), randomUUID(), 'PX', lifetimeMs));
      } catch (error) {
        logger.warn(
          { err: error, organizationId },
          'The epoch could not be set; answering when nothing older is kept any more',
        );
        await clock.sleep(Math.max(0, keptAtMostMs - (clock.now() - called)));
      }
    },
  };
}
