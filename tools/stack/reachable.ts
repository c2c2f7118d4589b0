import { OneLineError } from '@fileonion/embedded';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { mongo } from 'mongoose';

const withinMs = 5000;

/** Answers the URI when a MongoDB is there. */
export function checkMongo(uri: string): Promise<string> {
  return check('MONGODB_URI', uri, async () => {
    const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: withinMs, connectTimeoutMS: withinMs });
    try {
      await client.db('admin').command({ ping: 1 });
    } finally {
      await client.close();
    }
  });
}

/** Answers the URL when a Redis is there. */
export function checkRedis(url: string): Promise<string> {
  return check('REDIS_URL', url, async () => {
    const redis = new Redis(url, { lazyConnect: true, connectTimeout: withinMs, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      await redis.ping();
    } finally {
      redis.disconnect();
    }
  });
}

/** Answers the brokers when one of them is there. */
export function checkKafka(brokers: string): Promise<string> {
  return check('KAFKA_BROKERS', brokers, async () => {
    const settings = { logLevel: logLevel.NOTHING, connectionTimeout: withinMs, retry: { retries: 0 } };
    const admin = new Kafka({ brokers: brokers.split(','), ...settings }).admin();
    try {
      await admin.connect();
    } finally {
      await admin.disconnect();
    }
  });
}

async function check(name: string, url: string, connect: () => Promise<void>): Promise<string> {
  try {
    await connect();
    return url;
  } catch (error) {
    const place = url.replace(/\/\/[^@/]*@/, '//');
    const reason = String((error as Error).message).split('\n')[0];
    throw new OneLineError(`${name} cannot be reached: ${place} (${reason})`, { cause: error });
  }
}
