import { Role, type Principal } from '@fileonion/contract/api';
import { Event } from '@fileonion/contract/events';
import { CreateRequestRequest, RequestsServiceService, type Request } from '@fileonion/contract/requests';
import { createInProcessBus, topics } from '@fileonion/events';
import { createLogger, namespaced, type RpcDefinition } from '@fileonion/service-kit';
import { aPrincipal, callAs, testConfig, type CallOptions } from '@fileonion/testing';
import { createConnection } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { start } from '../start';
import { startDirectory } from './stub-teams';

/** The requests service over real gRPC and MongoDB, with the in-process bus and a directory in which everyone exists. */
export async function startRequests() {
  const directory = await startDirectory();
  const config = { ...testConfig(), TEAMS_ADDRESS: directory.address };
  const bus = createInProcessBus({ logger: createLogger({ name: 'test', level: 'silent' }) });
  const events: Event[] = [];
  await bus.subscribe({
    topics: [topics.requests],
    group: 'test',
    handle: async ({ value }) => void events.push(Event.decode(value)),
  });
  const service = await start(config, { bus }).catch(async (error: unknown) => {
    await directory.stop();
    throw error;
  });
  const clients: { close(): void }[] = [];

  function as<Definition extends RpcDefinition>(definition: Definition, caller?: Principal) {
    const client = callAs(definition, service.address, caller);
    clients.push(client);
    return client;
  }

  return {
    as,
    bus,
    config,
    directory,
    /** Creates a request as its caller. */
    async create(
      caller: Principal,
      fields: Parameters<typeof CreateRequestRequest.fromPartial>[0] = {},
      options?: CallOptions,
    ): Promise<Request> {
      const { request } = await as(RequestsServiceService, caller).createRequest(
        CreateRequestRequest.fromPartial({ title: 'Tax return', ...fields }),
        options,
      );
      return request!;
    },
    /** What was announced in an organization so far, in order. */
    eventsOf: ({ organizationId }: Principal) => events.filter((event) => event.organizationId === organizationId),
    async stop() {
      for (const client of clients) client.close();
      await service.stop();
      await bus.close();
      await directory.stop();
      const connection = await createConnection(config.MONGODB_URI, {
        dbName: namespaced(config.NAMESPACE, 'requests'),
      }).asPromise();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

export type RequestsUnderTest = Awaited<ReturnType<typeof startRequests>>;

/** A member of the same organization as another caller. */
export function aColleague({ organizationId, plan, features }: Principal, parts: Partial<Principal> = {}): Principal {
  return aPrincipal({ organizationId, plan, features, role: Role.MEMBER, userId: uuidv7(), ...parts });
}
