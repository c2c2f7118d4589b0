import { GrantsServiceService } from '@fileonion/contract/requests';
import { startConsumer, startRelay, topics, type EventBus } from '@fileonion/events';
import { createUnitOfWork, modelsReady, openMongo } from '@fileonion/mongo';
import {
  createLifecycle,
  createLogger,
  createMetrics,
  namespaced,
  rpcClient,
  startServers,
} from '@fileonion/service-kit';
import type { SharesConfig } from './config';
import { createDomain } from './domain';

/** Starts the shares service; it touches nothing global, so that several services can live in one process. */
export async function start(config: SharesConfig, { bus }: { bus: EventBus }) {
  const logger = createLogger({ name: 'shares', level: config.LOG_LEVEL });
  const metrics = createMetrics({ service: 'shares' });
  const lifecycle = createLifecycle(logger);
  try {
    const mongo = await openMongo({
      uri: config.MONGODB_URI,
      database: namespaced(config.NAMESPACE, 'shares'),
      logger,
    });
    lifecycle.onStop('mongo', () => mongo.close());
    const grants = rpcClient(GrantsServiceService, config.REQUESTS_ADDRESS, { metrics, tls: config });
    lifecycle.onStop('requests', () => grants.close());

    const { connection } = mongo;
    const unitOfWork = createUnitOfWork({ connection, secret: config.SERVER_SECRET, logger });
    const { services, requestDeleted } = createDomain({ connection, unitOfWork, grants, config });
    await modelsReady(connection);

    const relay = startRelay({ connection, bus, topic: topics.shares, logger, metrics });
    lifecycle.onStop('relay', () => relay.stop());
    const deletions = { topics: [topics.requests], group: 'shares', types: ['REQUEST_DELETED'] as const };
    const consumer = await startConsumer({
      connection,
      unitOfWork,
      bus,
      ...deletions,
      handle: requestDeleted,
      logger,
      metrics,
    });
    lifecycle.onStop('consumer', () => consumer.stop());
    const servers = await startServers({ config, services, check: () => mongo.ready(), lifecycle, logger, metrics });
    return { ...servers, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}
