import { createOutbox, startRelay, topics, type EventBus } from '@fileonion/events';
import { createFreshness, createRedis } from '@fileonion/freshness';
import { createPager, createUnitOfWork, modelsReady, openMongo } from '@fileonion/mongo';
import { createLifecycle, createLogger, createMetrics, namespaced, startServers } from '@fileonion/service-kit';
import type { TeamsConfig } from './config';
import { freshUnitOfWork } from './fresh-unit-of-work';
import { createMembershipRepository } from './membership-repository';
import { createTeamRepository } from './team-repository';
import { teamService } from './team-service';

/** Starts the teams service; it touches nothing global, so that several services can live in one process. */
export async function start(config: TeamsConfig, { bus }: { bus: EventBus }) {
  const logger = createLogger({ name: 'teams', level: config.LOG_LEVEL });
  const metrics = createMetrics({ service: 'teams' });
  const lifecycle = createLifecycle(logger);
  try {
    const database = namespaced(config.NAMESPACE, 'teams');
    const mongo = await openMongo({ uri: config.MONGODB_URI, database, logger });
    lifecycle.onStop('mongo', () => mongo.close());
    const redis = createRedis(config.REDIS_URL, logger);
    lifecycle.onStop('redis', () => redis.disconnect());

    const { connection } = mongo;
    const secret = config.SERVER_SECRET;
    const pageOf = createPager({ secret });
    const outbox = createOutbox(connection);
    const freshness = createFreshness({ redis, namespace: config.NAMESPACE, logger });
    const unitOfWork = freshUnitOfWork(createUnitOfWork({ connection, secret, logger }), freshness);
    const teams = createTeamRepository(connection, pageOf);
    const memberships = createMembershipRepository(connection, pageOf);
    await modelsReady(connection);

    const relay = startRelay({ connection, bus, topic: topics.teams, logger });
    lifecycle.onStop('relay', () => relay.stop());
    const services = [teamService({ unitOfWork, outbox, teams, memberships })];
    const servers = await startServers({ config, services, check: () => mongo.ready(), lifecycle, logger, metrics });
    return { ...servers, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}
