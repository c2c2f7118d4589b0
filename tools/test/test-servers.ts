import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, startMongo, startRedis } from '@fileonion/embedded';

/** The servers that all tests share, each in a namespace of its own. */
export interface TestServers {
  /** Their URLs, as the tests read them. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts MongoDB, Valkey and Kafka with nothing in them. */
export async function startTestServers(): Promise<TestServers> {
  const folder = mkdtempSync(join(tmpdir(), 'test-servers-'));
  const [mongo, redis, kafka] = await Promise.all([
    startMongo({ dataDir: join(folder, 'mongo') }),
    startRedis({ dataDir: join(folder, 'redis') }),
    startKafka({ dataDir: join(folder, 'kafka') }),
  ]);
  return {
    env: { MONGODB_URI: mongo.uri, REDIS_URL: redis.uri, KAFKA_BROKERS: kafka.uri },
    async stop() {
      await Promise.all([mongo, redis, kafka].map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
