import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startKafka, startMongo, startRedis, type EmbeddedServer } from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';

/** A store that can be taken away, and comes back at the same address with the same data. */
export interface Store {
  name: string;
  /** The variable that names it to the services. */
  variable: string;
  server: EmbeddedServer;
  /** Resolves when it answers again. */
  startAgain(): Promise<void>;
}

const starters = {
  MongoDB: { variable: 'MONGODB_URI', start: startMongo },
  Redis: { variable: 'REDIS_URL', start: startRedis },
  Kafka: { variable: 'KAFKA_BROKERS', start: startKafka },
};

/** Starts the three stores, which nobody starts again but the caller. */
export function startStores(folder: string, lifecycle: Lifecycle): Promise<Store[]> {
  return Promise.all(
    Object.entries(starters).map(async ([name, { variable, start }]) => {
      const dataDir = join(folder, name);
      mkdirSync(dataDir, { recursive: true });
      const store: Store = {
        name,
        variable,
        server: await start({ dataDir }),
        async startAgain() {
          store.server = await start({ dataDir, port: store.server.port });
        },
      };
      lifecycle.onStop(name, () => store.server.stop());
      return store;
    }),
  );
}
