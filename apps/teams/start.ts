import { startRelay, topics, type EventBus } from '@fileonion/events';
import { createFreshness, createRedis, freshUnitOfWork } from '@fileonion/freshness';
import type { Tx } from '@fileonion/mongo';
import { startService, type Foundation, type RunningService } from '@fileonion/service-kit';
import type { TeamsConfig } from './config';
import { directoryService } from './directory-service';
import { membershipService } from './membership-service';
import { organizationService } from './organization-service';
import { openStore } from './store';
import { teamService } from './team-service';
import { userService } from './user-service';

/** Starts the teams service. */
export function start(config: TeamsConfig, { bus }: { bus: EventBus }): Promise<RunningService> {
  return startService('teams', config, (foundation) => build(config, bus, foundation));
}

async function build(config: TeamsConfig, bus: EventBus, { logger, metrics, lifecycle }: Foundation) {
  // It connects while the database is opened.
  const redis = createRedis(config.REDIS_URL, logger);
  lifecycle.onStop('redis', () => redis.disconnect());
  const store = await openStore(config, logger);
  lifecycle.onStop('database', store.close);
  const relay = startRelay({ connection: store.connection, bus, topic: topics.teams, logger, metrics });
  lifecycle.onStop('relay', relay.stop);
  const freshness = createFreshness({ redis, namespace: config.NAMESPACE, logger });
  const fresh = { ...store, unitOfWork: freshUnitOfWork<Tx>(store.unitOfWork, freshness) };
  const services = [
    teamService(fresh),
    membershipService(fresh),
    userService(fresh),
    organizationService(fresh),
    directoryService(store),
  ];
  return { services, check: store.ready };
}
