import { randomBytes } from 'node:crypto';
import type { Principal, Scope } from '@fileonion/contract/api';
import {
  ApiKeysServiceService,
  AuthenticationServiceService,
  CreateApiKeyRequest,
  MeServiceService,
  UpdateApiKeyRequest,
  type CreatedApiKey,
} from '@fileonion/contract/keys';
import { digestOfApiKey } from '@fileonion/service-kit';
import { serviceUnderTest, testConfig, type callAs, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import type { KeysConfig } from '../config';
import { start } from '../start';
import { startPeople } from './stub-teams';

/** The keys service over real gRPC, MongoDB and Redis, with people of its own and the in-process bus. */
export async function startKeys(parts: Partial<KeysConfig> = {}) {
  const people = await startPeople();
  const config = aKeysConfig({ TEAMS_ADDRESS: people.address, ...parts });
  const service = await serviceUnderTest({ app: 'keys', config, start, neighbour: people });
  const authentication = service.as(AuthenticationServiceService);
  const rows = service.connection.collection<{ _id: string }>('apikeys');

  return {
    ...service,
    people,
    authentication,
    rows,
    as: (caller: Principal) => keysOf(service.as(ApiKeysServiceService, caller)),
    me: (caller: Principal) => service.as(MeServiceService, caller),
    /** Whom a raw key stands for. */
    async authenticate(key: string) {
      const { principal, epoch } = await authentication.authenticate({
        keyDigest: digestOfApiKey(key),
        organizationId: '',
      });
      return { principal: principal!, epoch };
    },
    /** The database as an intruder would see it. */
    async dump(): Promise<string> {
      const collections = await service.connection.db!.collections();
      return JSON.stringify(await Promise.all(collections.map((collection) => collection.find().toArray())));
    },
    /** Moves a key's expiry into the past. */
    letExpire: (keyId: string) => rows.updateOne({ _id: keyId }, { $set: { expiresAt: new Date(Date.now() - 1000) } }),
    /** Stores copies of a key, for an organization that has many. */
    async copy(keyId: string, times: number) {
      const row = await rows.findOne({ _id: keyId });
      await rows.insertMany(Array.from({ length: times }, () => ({ ...row, _id: uuidv7(), hash: uuidv7() })));
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
