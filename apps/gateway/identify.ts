import type { Principal } from '@fileonion/contract/api';
import { AppError } from '@fileonion/errors';
import { epochKey, type RedisAttempt } from '@fileonion/freshness';
import type { Redis } from 'ioredis';
import type { Credential } from './credentials';
import type { GatewayMetrics } from './gateway-metrics';
import { usageOf, type Limiter, type Usage } from './limiter';
import type { Arrival } from './loaded-principal';
import { isOver, type Principals } from './principals';

/** Who calls, and what they have used of their limit, this call included. */
export interface Identity {
  principal: Principal;
  usage: Usage;
}

/** Finds out who calls. Throws an AppError when the credential is not good. */
export type Identify = (credential: Credential, arrival: Arrival) => Promise<Identity>;

/** What identifying needs. */
export interface IdentifyOptions {
  principals: Principals;
  limiter: Limiter;
  redis: Redis;
  attempt: RedisAttempt;
  /** The installation's, in which the epochs are. */
  namespace: string;
  metrics: GatewayMetrics;
}

/** Sessions have one limit for all of a user's calls. */
const sessionLimit = 600;

/**
 * Counts the call and checks the epoch in one round trip to Redis: both commands are issued in the same tick, and the
 * connection sends them as one pipeline. A principal that the epoch does not confirm is loaded anew.
 */
export function createIdentify({ principals, limiter, redis, attempt, namespace, metrics }: IdentifyOptions): Identify {
  return async (credential, arrival) => {
    metrics.identifications.inc();
    const candidate = await principals.candidate(credential, arrival);
    const counter = counterOf(candidate.principal);
    const limit = limitOf(candidate.principal);
    const [epoch, count] = await Promise.all([
      attempt(() => redis.get(epochKey(namespace, candidate.principal.organizationId))),
      limiter.consume(counter, limit),
    ]);
    if (principals.inForce(candidate, arrival, epoch ?? undefined)) {
      return { principal: candidate.principal, usage: usageOf(count, limit) };
    }

    const { principal } = await principals.loadedAfter(arrival, credential);
    if (isOver(principal)) throw new AppError(principal.apiKey ? 'expired_api_key' : 'invalid_credentials');
    const current = limitOf(principal);
    // A call over the former limit was not counted; it may be within the present one.
    const recounted = count.consumed > limit && current > limit ? await limiter.consume(counter, current) : count;
    return { principal, usage: usageOf(recounted, current) };
  };
}

function counterOf({ apiKey, userId }: Principal): string {
  return apiKey ? `key:${apiKey.id}` : `user:${userId}`;
}

function limitOf({ apiKey }: Principal): number {
  return apiKey ? apiKey.rateLimit : sessionLimit;
}
