import { createHash, randomUUID } from 'node:crypto';
import type { ReasonCode } from '@fileonion/contract';
import type { Principal } from '@fileonion/contract/api';
import { AppError } from '@fileonion/errors';
import type { RedisAttempt } from '@fileonion/freshness';
import type { Redis } from 'ioredis';
import { writeDeadlineMs } from './patience';

/**
 * Keeps an idempotency key to the routes of one service: each service knows its own keys only, and would take one that
 * is used at another for a new one. Calls of one service all pass, since it knows itself what they have in common. Redis
 * may lose this; what is replayed does not depend on it.
 */
export interface Repeats {
  /** Makes a call to a service, unless another service has the key: by an answer that it keeps, or a call at work. */
  once<T>(principal: Principal, idempotencyKey: string, service: string, make: () => Promise<T>): Promise<T>;
}

/** As long as services keep answers. */
const keptMs = 24 * 3_600_000;

/** A call that is out of time may still be committing. A gateway that dies leaves its claim for as long. */
const claimedMs = 2 * writeDeadlineMs;

/** What may have had its effect all the same, or may yet have it. */
const uncertain: ReasonCode[] = ['internal', 'unavailable', 'deadline_exceeded'];

/** Under a key are the service, its calls at work, and whether it keeps an answer. ARGV: service, call, milliseconds. */
const claim = `
local service = redis.call('hget', KEYS[1], 'service')
if service and service ~= ARGV[1] then return 'taken' end
if redis.call('hexists', KEYS[1], 'kept') == 1 then return 'kept' end
redis.call('hset', KEYS[1], 'service', ARGV[1], ARGV[2], 'at work')
redis.call('pexpire', KEYS[1], ARGV[3])
return 'claimed'
`;

/** ARGV: service, milliseconds. */
const keep = `
local service = redis.call('hget', KEYS[1], 'service')
if service and service ~= ARGV[1] then return end
redis.call('del', KEYS[1])
redis.call('hset', KEYS[1], 'service', ARGV[1], 'kept', 'yes')
redis.call('pexpire', KEYS[1], ARGV[2])
`;

/** The last of a service's calls frees the key. ARGV: call. */
const release = `
if redis.call('hdel', KEYS[1], ARGV[1]) == 1 and redis.call('hlen', KEYS[1]) == 1 then
  redis.call('del', KEYS[1])
end
`;

/** Repeats on the Redis of the counters. */
export function createRepeats(redis: Redis, attempt: RedisAttempt, prefix: string, lostAfterMs = claimedMs): Repeats {
  return {
    async once(principal, idempotencyKey, service, make) {
      const name = nameOf(prefix, principal, idempotencyKey);
      const run = (script: string, ...args: (string | number)[]) => attempt(() => redis.eval(script, 1, name, ...args));
      const call = randomUUID();
      const state = await run(claim, service, call, lostAfterMs);
      if (state === 'taken') throw new AppError('idempotency_key_reused');
      if (state === 'kept') return make();
      try {
        const answer = await make();
        await run(keep, service, keptMs);
        return answer;
      } catch (error) {
        if (isRefusal(error)) await run(release, call);
        throw error;
      }
    },
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && !uncertain.includes(error.reason);
}

/** Keys belong to an organization and a credential, and are nowhere in clear. */
function nameOf(prefix: string, { organizationId, apiKey, userId }: Principal, idempotencyKey: string): string {
  const owner = JSON.stringify([organizationId, apiKey?.id ?? userId, idempotencyKey]);
  return `${prefix}:${createHash('sha256').update(owner).digest('base64url')}`;
}
