import type { Principal } from '@fileonion/contract/api';
import { Event } from '@fileonion/contract/events';
import { createInProcessBus, topics, type EventBus } from '@fileonion/events';
import { openMongo } from '@fileonion/mongo';
import { namespaced, type BaseConfig, type RpcDefinition, type RunningService } from '@fileonion/service-kit';
import { callAs } from './call-as';
import { silentLogger as logger } from './silent-logger';

interface Options<ServiceConfig> {
  app: keyof typeof topics;
  config: ServiceConfig;
  start(config: ServiceConfig, parts: { bus: EventBus }): Promise<RunningService>;
  /** Stands in for another service, and stops with this one. */
  neighbour?: { stop(): Promise<void> };
}

/** A service over real gRPC and MongoDB, with the in-process bus. */
export async function serviceUnderTest<ServiceConfig extends BaseConfig>(options: Options<ServiceConfig>) {
  const { app, config, start, neighbour } = options;
  const bus = createInProcessBus({ logger });
  const events: Event[] = [];
  const handle = async ({ value }: { value: Uint8Array }) => void events.push(Event.decode(value));
  await bus.subscribe({ topics: [topics[app]], group: 'test', handle });
  const service = await start(config, { bus }).catch(async (error: unknown) => {
    await neighbour?.stop();
    throw error;
  });
  const database = namespaced(config.NAMESPACE, app);
  const { connection } = await openMongo({ uri: config.MONGODB_URI, database, logger });
  const clients: { close(): void }[] = [];

  return {
    config,
    bus,
    /** The service's database, as someone who stole it would see it. */
    connection,
    /** The calls of a caller, or of another service for itself. */
    as<Definition extends RpcDefinition>(definition: Definition, caller?: Principal) {
      const client = callAs(definition, service.address, caller);
      clients.push(client);
      return client;
    },
    /** What was announced in an organization so far, in order. */
    eventsOf: ({ organizationId }: Principal) => events.filter((event) => event.organizationId === organizationId),
    /** Ends it, and removes its database unless another is to find its data. */
    async stop({ keepData = false } = {}): Promise<void> {
      for (const client of clients) client.close();
      await service.stop();
      await bus.close();
      await neighbour?.stop();
      if (!keepData) await connection.dropDatabase();
      await connection.close();
    },
  };
}
