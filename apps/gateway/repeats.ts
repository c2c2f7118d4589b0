import { createHash } from 'node:crypto';
import type { Principal } from '@fileonion/contract/api';
import { AppError } from '@fileonion/errors';
import type { RedisAttempt } from '@fileonion/freshness';
import type { Redis } from 'ioredis';

/**
 * Remembers which service has kept an answer under an idempotency key: each knows its own answers only, and would take
 * a key that was used at another for a new one. Redis may lose this; what is replayed does not depend on it.
 */
export interface Repeats {
  /** Throws when the answer under this key was kept by another service. */
  check(principal: Principal, idempotencyKey: string, service: string): Promise<void>;
  /** Call it once the service has kept an answer. */
  note(principal: Principal, idempotencyKey: string, service: string): Promise<void>;
}

/** As long as services keep answers. */
const keptSeconds = 24 * 3600;

/** Repeats on the Redis of the counters. */
export function createRepeats(redis: Redis, attempt: RedisAttempt, prefix: string): Repeats {
  return {
    async check(principal, idempotencyKey, service) {
      const first = await attempt(() => redis.get(nameOf(prefix, principal, idempotencyKey)));
      if (first && first !== service) throw new AppError('idempotency_key_reused');
    },
    async note(principal, idempotencyKey, service) {
      await attempt(() => redis.set(nameOf(prefix, principal, idempotencyKey), service, 'EX', keptSeconds, 'NX'));
    },
  };
}

/** Keys belong to an organization and a credential, and are nowhere in clear. */
function nameOf(prefix: string, { organizationId, apiKey, userId }: Principal, idempotencyKey: string): string {
  const owner = JSON.stringify([organizationId, apiKey?.id ?? userId, idempotencyKey]);
  return `${prefix}:${createHash('sha256').update(owner).digest('base64url')}`;
}
