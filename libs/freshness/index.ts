export { freshUnitOfWork, type FreshUnitOfWork } from './fresh-unit-of-work';
export { createFreshness, epochKey, principalKeptMs, type Freshness } from './freshness';
export { redisAttempts, type RedisAttempt } from './redis-attempt';
export { createRedis } from './redis';
