export { createFreshness, type Clock, type Freshness } from './freshness';
export { createRedis } from './redis';
