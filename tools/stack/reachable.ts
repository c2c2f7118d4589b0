import { setTimeout as delay } from 'node:timers/promises';
import { OneLineError } from '@fileonion/embedded';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { mongo } from 'mongoose';

const connectMs = 5000;
/** Longer, so that it tells only of a server that takes the connection and stays silent. */
const answerMs = 6000;

/** Answers the URI when a MongoDB is there. */
export function checkMongo(uri: string): Promise<string> {
  return check('MONGODB_URI', uri, async () => {
    const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: connectMs, connectTimeoutMS: connectMs });
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
    const redis = new Redis(url, { lazyConnect: true, connectTimeout: connectMs, retryStrategy: () => null });
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
    const settings = { logLevel: logLevel.NOTHING, connectionTimeout: connectMs, retry: { retries: 0 } };
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
    await Promise.race([connect(), silence()]);
    return url;
  } catch (error) {
    const place = url.replace(/\/\/[^@/]*@/, '//');
    const reason = String((error as Error).message).split('\n')[0];
    throw new OneLineError(`${name} cannot be reached: ${place} (${reason})`, { cause: error });
  }
}

async function silence(): Promise<never> {
  await delay(answerMs, undefined, { ref: false });
  throw new Error(`no answer within ${answerMs / 1000} s`);
}
