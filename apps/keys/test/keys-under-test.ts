import { randomBytes } from 'node:crypto';
import type { Principal, Scope } from '@fileonion/contract/api';
import { Event } from '@fileonion/contract/events';
import {
  ApiKeysServiceService,
  AuthenticationServiceService,
  CreateApiKeyRequest,
  MeServiceService,
  UpdateApiKeyRequest,
  type CreatedApiKey,
} from '@fileonion/contract/keys';
import { createInProcessBus, topics } from '@fileonion/events';
import { createLogger, digestOfApiKey, namespaced, type RpcDefinition } from '@fileonion/service-kit';
import { callAs, testConfig, type CallOptions } from '@fileonion/testing';
import { createConnection, type mongo } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import type { KeysConfig } from '../config';
import { start } from '../start';
import { startPeople } from './stub-teams';

/** The keys service over real gRPC, MongoDB and Redis, with people of its own and the in-process bus. */
export async function startKeys(parts: Partial<KeysConfig> = {}) {
  const people = await startPeople();
  const config = aKeysConfig({ TEAMS_ADDRESS: people.address, ...parts });
  const bus = createInProcessBus({ logger: createLogger({ name: 'test', level: 'silent' }) });
  const events: Event[] = [];
  const handle = async ({ value }: { value: Uint8Array }) => void events.push(Event.decode(value));
  await bus.subscribe({ topics: [topics.keys], group: 'test', handle });
  const service = await start(config, { bus });
  const clients: { close(): void }[] = [];

  function connect<Definition extends RpcDefinition>(definition: Definition, caller?: Principal) {
    const client = callAs(definition, service.address, caller);
    clients.push(client);
    return client;
  }
  const authentication = connect(AuthenticationServiceService);

  return {
    config,
    people,
    bus,
    service,
    authentication,
    as: (caller: Principal) => keysOf(connect(ApiKeysServiceService, caller)),
    me: (caller: Principal) => connect(MeServiceService, caller),
    /** Whom a raw key stands for. */
    async authenticate(key: string) {
      const { principal, epoch } = await authentication.authenticate({
        keyDigest: digestOfApiKey(key),
        organizationId: '',
      });
      return { principal: principal!, epoch };
    },
    /** What was announced in an organization so far. */
    eventsOf: ({ organizationId }: Principal) => events.filter((event) => event.organizationId === organizationId),
    /** The database as an intruder would see it. */
    async dump(): Promise<string> {
      const connection = await openDatabase(config);
      const collections = (await connection.db?.collections()) ?? [];
      const rows = [];
      for (const collection of collections) rows.push(...(await collection.find().toArray()));
      await connection.close();
      return JSON.stringify(rows);
    },
    /** Moves a key's expiry into the past. */
    letExpire(keyId: string) {
      const expiresAt = new Date(Date.now() - 1000);
      return inKeys(config, (rows) => rows.updateOne({ _id: keyId }, { $set: { expiresAt } }));
    },
    /** Stores copies of a key, for an organization that has many. */
    copy(keyId: string, times: number) {
      return inKeys(config, async (rows) => {
        const row = await rows.findOne({ _id: keyId });
        const copies = Array.from({ length: times }, () => ({ ...row, _id: uuidv7(), hash: uuidv7() }));
        await rows.insertMany(copies);
      });
    },
    async stop() {
      for (const client of clients) client.close();
      await service.stop();
      await bus.close();
      await people.stop();
      const connection = await openDatabase(config);
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

export type KeysUnderTest = Awaited<ReturnType<typeof startKeys>>;

/** A configuration for tests. */
export function aKeysConfig(parts: Partial<KeysConfig> = {}): KeysConfig {
  return {
    ...testConfig(),
    TEAMS_ADDRESS: '127.0.0.1:1',
    API_KEY_PEPPERS: [{ id: '1', secret: randomBytes(32) }],
    MAX_KEY_RATE_LIMIT: 1000,
    OIDC_ISSUER: undefined,
    OIDC_AUDIENCE: undefined,
    ...parts,
  };
}

/** The calls of one caller, in the words of the tests. */
function keysOf(client: ReturnType<typeof callAs<typeof ApiKeysServiceService>>) {
  return {
    ...client,
    async create(parts: Partial<CreateApiKeyRequest> = {}, options?: CallOptions): Promise<CreatedApiKey> {
      const request = CreateApiKeyRequest.fromPartial({ name: 'CI', scopes: ['READ'] as Scope[], ...parts });
      return (await client.createApiKey(request, options)).apiKey!;
    },
    get: async (keyId: string, options?: CallOptions) => (await client.getApiKey({ keyId }, options)).apiKey!,
    /** As the gateway: the mask names what is given. */
    async update(keyId: string, parts: Partial<UpdateApiKeyRequest>, options?: CallOptions) {
      const updateMask = Object.keys(parts).map((name) => (name === 'rateLimit' ? 'rate_limit' : name));
      const request = UpdateApiKeyRequest.fromPartial({ keyId, updateMask, ...parts });
      return (await client.updateApiKey(request, options)).apiKey!;
    },
    revoke: async (keyId: string, options?: CallOptions) => (await client.revokeApiKey({ keyId }, options)).apiKey!,
    rotate: async (keyId: string, overlapSeconds?: number, options?: CallOptions) =>
      (await client.rotateApiKey({ keyId, overlapSeconds }, options)).apiKey!,
    remove: async (keyId: string, options?: CallOptions) => (await client.deleteApiKey({ keyId }, options)).deleted,
  };
}

function openDatabase({ MONGODB_URI, NAMESPACE }: KeysConfig) {
  return createConnection(MONGODB_URI, { dbName: namespaced(NAMESPACE, 'keys') }).asPromise();
}

async function inKeys<T>(
  config: KeysConfig,
  work: (rows: mongo.Collection<{ _id: string }>) => Promise<T>,
): Promise<T> {
  const connection = await openDatabase(config);
  try {
    return await work(connection.db!.collection('apikeys'));
  } finally {
    await connection.close();
  }
}
