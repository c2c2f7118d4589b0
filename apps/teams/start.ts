import { startRelay, topics, type EventBus } from '@fileonion/events';
import { createLifecycle, createLogger, createMetrics, startServers } from '@fileonion/service-kit';
import type { TeamsConfig } from './config';
import { openDatabase, type Database } from './database';
import { directoryService } from './directory-service';
import { freshUnitOfWork } from './fresh-unit-of-work';
import { membershipService } from './membership-service';
import { organizationService } from './organization-service';
import { teamService } from './team-service';
import { userService } from './user-service';

/** Starts the teams service; it touches nothing global, so that several services can live in one process. */
export async function start(config: TeamsConfig, { bus }: { bus: EventBus }) {
  const logger = createLogger({ name: 'teams', level: config.LOG_LEVEL });
  const metrics = createMetrics({ service: 'teams' });
  const lifecycle = createLifecycle(logger);
  try {
    const database = await openDatabase(config, logger, lifecycle);
    const { mongo } = database;
    const relay = startRelay({ connection: mongo.connection, bus, topic: topics.teams, logger, metrics });
    lifecycle.onStop('relay', () => relay.stop());
    const services = servicesOf(database);
    const addresses = await startServers({ config, services, check: () => mongo.ready(), lifecycle, logger, metrics });
    return { ...addresses, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

function servicesOf(database: Database) {
  const fresh = { ...database, unitOfWork: freshUnitOfWork(database.unitOfWork, database.freshness) };
  return [
    teamService(fresh),
    membershipService(fresh),
    userService(fresh),
    organizationService(fresh),
    directoryService(database),
  ];
}
