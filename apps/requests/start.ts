import { DirectoryServiceService } from '@fileonion/contract/teams';
import { createOutbox, startRelay, topics, type EventBus } from '@fileonion/events';
import { createPager, createUnitOfWork, modelsReady, openMongo } from '@fileonion/mongo';
import {
  createLifecycle,
  createLogger,
  createMetrics,
  namespaced,
  rpcClient,
  startServers,
} from '@fileonion/service-kit';
import type { RequestsConfig } from './config';
import { startDepartureConsumer } from './departure-consumer';
import { createDomain } from './domain';
import { createRepositories } from './repositories';
import { startSweeper } from './sweeper';

/** Starts the requests service; it touches nothing global, so that several services can live in one process. */
export async function start(config: RequestsConfig, { bus }: { bus: EventBus }) {
  const logger = createLogger({ name: 'requests', level: config.LOG_LEVEL });
  const metrics = createMetrics({ service: 'requests' });
  const lifecycle = createLifecycle(logger);
  try {
    const database = namespaced(config.NAMESPACE, 'requests');
    const mongo = await openMongo({ uri: config.MONGODB_URI, database, logger });
    lifecycle.onStop('mongo', () => mongo.close());
    const directory = rpcClient(DirectoryServiceService, config.TEAMS_ADDRESS, { metrics, tls: config });
    lifecycle.onStop('teams', () => directory.close());

    const { connection } = mongo;
    const { SERVER_SECRET: secret } = config;
    const repositories = createRepositories(connection, createPager({ secret }));
    const unitOfWork = createUnitOfWork({ connection, secret, logger });
    const domain = createDomain({ repositories, unitOfWork, outbox: createOutbox(connection), directory, logger });
    await modelsReady(connection);

    const relay = startRelay({ connection, bus, topic: topics.requests, logger, metrics });
    lifecycle.onStop('relay', () => relay.stop());
    const sweeper = startSweeper({ connection, logger, sweeps: domain.sweeps });
    lifecycle.onStop('sweeper', () => sweeper.stop());
    const { tombstones } = repositories;
    const consuming = { connection, unitOfWork, bus, logger, metrics, tombstones };
    const consumer = await startDepartureConsumer({ ...consuming, onDeparture: sweeper.wake });
    lifecycle.onStop('consumer', () => consumer.stop());
    const { services } = domain;
    const servers = await startServers({ config, services, check: () => mongo.ready(), lifecycle, logger, metrics });
    return { ...servers, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}
