import { Scope } from '@fileonion/contract/api';
import {
  AuthenticateResponse,
  AuthenticationServiceService,
  GetMeResponse,
  MeServiceService,
} from '@fileonion/contract/keys';
import { AppError } from '@fileonion/errors';
import { createFreshness, createRedis } from '@fileonion/freshness';
import {
  createLogger,
  createMetrics,
  digestOfApiKey,
  newApiKey,
  rpcService,
  startRpcServer,
} from '@fileonion/service-kit';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';

/** A keys service with one key and nothing to look up. */
export async function startStubKeys(options: { redisUrl: string; namespace: string }) {
  const { redisUrl, namespace } = options;
  const logger = createLogger({ name: 'keys', level: 'error' });
  const redis = createRedis(redisUrl, logger);
  const freshness = createFreshness({ redis, namespace, logger });
  const apiKey = newApiKey();
  const digest = digestOfApiKey(apiKey);
  const scopes = [Scope.FULL_ACCESS];
  const caller = aPrincipal({ apiKey: { id: uuidv7(), scopes, rateLimit: 1_000_000 } });
  const { organizationId, userId, plan, role } = caller;

  const authentication = rpcService(AuthenticationServiceService, {
    async authenticate(_ctx, { keyDigest }) {
      if (!keyDigest || !digest.equals(keyDigest)) throw new AppError('invalid_credentials');
      const epoch = await freshness.current(organizationId);
      return AuthenticateResponse.fromPartial({ principal: caller, epoch });
    },
    reportKeyUse: async () => ({}),
  });
  const me = GetMeResponse.fromPartial({
    me: {
      organization: { id: organizationId, name: 'Example', plan, features: { teams: true, resourceVisibility: true } },
      user: { id: userId, email: 'owner@example.com', name: 'Olivia Owner', role, createdAt: new Date() },
      apiKey: { id: caller.apiKey!.id, name: 'First key', scopes },
    },
  });
  const server = await startRpcServer({
    config: { HOST: '127.0.0.1', PORT: 0 },
    services: [authentication, rpcService(MeServiceService, { getMe: async () => me })],
    logger,
    metrics: createMetrics({ service: 'keys' }),
  });
  return {
    address: server.address,
    apiKey,
    async stop() {
      await server.stop();
      redis.disconnect();
    },
  };
}
