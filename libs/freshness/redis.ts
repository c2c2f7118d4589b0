import type { Logger } from '@fileonion/service-kit';
import { Redis } from 'ioredis';

/**
 * A connection to the Redis of the counters and epochs. It fails fast, so that callers can go on without it: no queue
 * while it is away, no second try of a command, and an end of those that nobody waits for. It reconnects for ever.
 */
export function createRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    commandTimeout: 5_000,
    // A connection that died without a word would be waited for until TCP gives it up, many minutes later.
    socketTimeout: 5_000,
    connectTimeout: 1_000,
    disconnectTimeout: 200,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: true,
    retryStrategy: (attempt) => Math.min(100 * attempt, 1_000),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ err: error }, 'Redis cannot be reached');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('Redis is back');
    away = false;
  });
  return redis;
}
