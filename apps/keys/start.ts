import { EventType } from '@fileonion/contract/events';
import { DirectoryServiceService } from '@fileonion/contract/teams';
import { startConsumer, startRelay, startSweeper, topics, type EventBus } from '@fileonion/events';
import { createFreshness, createRedis, freshUnitOfWork } from '@fileonion/freshness';
import type { Tx } from '@fileonion/mongo';
import { rpcClient, startService, type Foundation, type RunningService } from '@fileonion/service-kit';
import { apiKeyService } from './api-key-service';
import { authenticationService } from './authentication-service';
import type { KeysConfig } from './config';
import { announceDueRevocations } from './due-revocations';
import { meService } from './me-service';
import { createSessionVerifier } from './session-verifier';
import { openStore } from './store';
import { revokeKeysOfRemovedUser } from './user-removal';

/** Starts the keys service. */
export function start(config: KeysConfig, { bus }: { bus: EventBus }): Promise<RunningService> {
  return startService('keys', config, (foundation) => build(config, bus, foundation));
}

async function build(config: KeysConfig, bus: EventBus, { logger, metrics, lifecycle }: Foundation) {
  // It connects while the database is opened.
  const redis = createRedis(config.REDIS_URL, logger);
  lifecycle.onStop('redis', () => redis.disconnect());
  const store = await openStore(config, logger);
  lifecycle.onStop('database', store.close);
  const directory = rpcClient(DirectoryServiceService, config.TEAMS_ADDRESS, { metrics, tls: config });
  lifecycle.onStop('directory', () => directory.close());

  const { connection, unitOfWork } = store;
  const freshness = createFreshness({ redis, namespace: config.NAMESPACE, logger });
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience = '' } = config;
  const sessions = issuer === undefined ? undefined : createSessionVerifier({ issuer, audience });
  const { API_KEY_PEPPERS: peppers, MAX_KEY_RATE_LIMIT: maxRateLimit } = config;
  const parts = { ...store, directory, freshness, peppers, maxRateLimit, sessions };

  const relay = startRelay({ connection, bus, topic: topics.keys, logger, metrics });
  lifecycle.onStop('relay', relay.stop);
  const consumer = await startConsumer({
    connection,
    unitOfWork,
    bus,
    topics: [topics.teams],
    group: 'keys',
    types: [EventType.USER_REMOVED],
    handle: (tx, event) => revokeKeysOfRemovedUser(store, tx, event),
    logger,
    metrics,
  });
  lifecycle.onStop('consumer', consumer.stop);
  const announceDue = (signal: AbortSignal) => announceDueRevocations({ ...parts, logger }, signal);
  const sweeper = startSweeper({ connection, lease: 'sweeper', logger, sweeps: [announceDue] });
  lifecycle.onStop('sweeper', sweeper.stop);

  const fresh = { ...parts, unitOfWork: freshUnitOfWork<Tx>(unitOfWork, freshness) };
  return { services: [apiKeyService(fresh), meService(parts), authenticationService(parts)], check: store.ready };
}
