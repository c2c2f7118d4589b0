import type { Principal } from '@fileonion/contract/api';
import { Event } from '@fileonion/contract/events';
import { CreateShareRequest, SharesServiceService } from '@fileonion/contract/shares';
import { createInProcessBus, topics } from '@fileonion/events';
import { createLogger, namespaced } from '@fileonion/service-kit';
import { aPrincipal, callAs, testConfig, type CallOptions } from '@fileonion/testing';
import { createConnection } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { start } from '../start';
import { startGrantsStub } from './stub-requests';

/** The shares service over real gRPC and MongoDB, with a stub of the requests service and the in-process bus. */
export async function startShares() {
  const requests = await startGrantsStub();
  const config = { ...testConfig(), REQUESTS_ADDRESS: requests.address, PUBLIC_URL: 'https://api.example.com' };
  const bus = createInProcessBus({ logger: createLogger({ name: 'test', level: 'silent' }) });
  const events: Event[] = [];
  await bus.subscribe({
    topics: [topics.shares],
    group: 'test',
    handle: async ({ value }) => void events.push(Event.decode(value)),
  });
  const service = await start(config, { bus });
  const anyone = callAs(SharesServiceService, service.address);
  const clients: { close(): void }[] = [anyone];
  const connection = await createConnection(config.MONGODB_URI, {
    dbName: namespaced(config.NAMESPACE, 'shares'),
  }).asPromise();

  return {
    requests,
    bus,
    /** The service's database, as someone who stole it would see it. */
    connection,
    /** A caller with the calls they make. */
    aCaller(parts: Partial<Principal> = {}) {
      const principal = aPrincipal(parts);
      const calls = callAs(SharesServiceService, service.address, principal);
      clients.push(calls);
      const share = (fields: Parameters<typeof CreateShareRequest.fromPartial>[0], options?: CallOptions) =>
        calls.createShare(CreateShareRequest.fromPartial(fields), options);
      const aLink = async (fields: Parameters<typeof CreateShareRequest.fromPartial>[0] = {}) => {
        const request = requests.aRequest();
        const { share: made } = await share({ type: 'LINK', resourceId: request.id, ...fields });
        return { request, share: made!, token: made!.link!.token! };
      };
      return { principal, calls, share, aLink };
    },
    /** Opens a link as anyone would. */
    open: async (token: string, { password = '', ...options }: CallOptions & { password?: string } = {}) =>
      (await anyone.resolveLink({ token, password }, options)).shared!,
    /** Stores a link again and again, under other ids and tokens. */
    async copyLink(id: string, times: number) {
      const links = connection.collection<{ _id: string }>('links');
      const row = await links.findOne({ _id: id });
      await links.insertMany(Array.from({ length: times }, () => ({ ...row, _id: uuidv7(), tokenHash: uuidv7() })));
    },
    /** What was announced in an organization so far. */
    eventsOf: ({ organizationId }: Principal) => events.filter((event) => event.organizationId === organizationId),
    async stop() {
      for (const client of clients) client.close();
      await service.stop();
      await requests.stop();
      await bus.close();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

export type SharesUnderTest = Awaited<ReturnType<typeof startShares>>;
