import { join } from 'node:path';
import {
  say,
  startKafka,
  startMongo,
  startRedis,
  type EmbeddedOptions,
  type EmbeddedServer,
} from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';
import { checkKafka, checkMongo, checkRedis } from './reachable';
import type { Settings } from './settings';
import type { StackFile } from './stack-file';
import { supervise } from './supervise';

/** Where the servers are; without Kafka the services share a bus in their process. */
export interface ServerUrls {
  mongo: string;
  redis: string;
  kafka?: string;
}

/** Starts the embedded servers that are needed, and checks those that were given. */
export async function startServers(settings: Settings, lifecycle: Lifecycle, file: StackFile): Promise<ServerUrls> {
  const { given, mode, dataDir } = settings;
  const stops: (() => Promise<void>)[] = [];
  lifecycle.onStop('servers', () => Promise.all(stops.map((stop) => stop())));
  const embed = async (name: string, start: (options: EmbeddedOptions) => Promise<EmbeddedServer>) => {
    const folder = join(dataDir, name);
    let port: number | undefined;
    const server = await supervise({
      name,
      // A restarted server has to be found where it was.
      start: async () => {
        const started = await start({ dataDir: folder, port });
        port = started.port;
        return started;
      },
      onPid: (pid) => file.setPid(name, pid),
    });
    stops.push(server.stop);
    return server.first.uri;
  };
  const [mongo, redis, kafka] = await Promise.all([
    given.mongo ? checkMongo(given.mongo) : embed('mongo', startMongo),
    given.redis ? checkRedis(given.redis) : embed('redis', startRedis),
    given.kafka ? checkKafka(given.kafka) : mode === 'processes' ? embed('kafka', startKafka) : undefined,
  ]);
  printEmbedded(settings);
  return { mongo, redis, kafka };
}

function printEmbedded({ given, mode }: Settings): void {
  if (!given.mongo) say('Embedded: SecantusDB for MongoDB: for evaluation and tests only (set MONGODB_URI).');
  if (!given.redis) say('Embedded: Valkey for Redis (set REDIS_URL).');
  if (given.kafka) return;
  if (mode === 'processes') say('Embedded: Kafka, a single node (set KAFKA_BROKERS).');
  else say('Embedded: a bus inside the process for Kafka (set KAFKA_BROKERS).');
}
