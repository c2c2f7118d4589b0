import type { Principal } from '@fileonion/contract/api';
import { Event } from '@fileonion/contract/events';
import { createInProcessBus, topics } from '@fileonion/events';
import { createLogger, namespaced, type RpcDefinition } from '@fileonion/service-kit';
import { callAs, testConfig } from '@fileonion/testing';
import { createConnection } from 'mongoose';
import { start } from '../start';

/** The teams service over real gRPC, MongoDB and Redis, with the in-process bus. */
export async function startTeams() {
  const config = testConfig();
  const bus = createInProcessBus({ logger: createLogger({ name: 'test', level: 'silent' }) });
  const events: Event[] = [];
  await bus.subscribe({ topics: [topics.teams], group: 'test', handle: async ({ value }) => void events.push(Event.decode(value)) });
  const service = await start(config, { bus });
  const clients: { close(): void }[] = [];

  return {
    config,
    service,
    as<Definition extends RpcDefinition>(definition: Definition, caller?: Principal) {
      const client = callAs(definition, service.address, caller);
      clients.push(client);
      return client;
    },
    /** What was announced in an organization so far. */
    eventsOf: ({ organizationId }: Principal) => events.filter((event) => event.organizationId === organizationId),
    async stop() {
      for (const client of clients) client.close();
      await service.stop();
      await bus.close();
      const connection = await createConnection(config.MONGODB_URI, { dbName: namespaced(config.NAMESPACE, 'teams') }).asPromise();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

export type TeamsUnderTest = Awaited<ReturnType<typeof startTeams>>;
