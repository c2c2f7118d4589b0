import { GrantsServiceService } from '@fileonion/contract/requests';
import { createOutbox, startConsumer, startRelay, topics, type EventBus } from '@fileonion/events';
import { createSourcePager, createUnitOfWork, modelsReady, openMongo } from '@fileonion/mongo';
import {
  createLifecycle,
  createLogger,
  createMetrics,
  namespaced,
  rpcClient,
  startServers,
} from '@fileonion/service-kit';
import type { SharesConfig } from './config';
import { createLinkCounter } from './link-counter';
import { linkModel } from './link-model';
import { createLinkOpening } from './link-opening';
import { createLinkRepository } from './link-repository';
import { createLinkWriting } from './link-writing';
import { createResourceRepository } from './resource-repository';
import { sharesService } from './share-service';

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
    const grants = rpcClient(GrantsServiceService, config.REQUESTS_ADDRESS, { metrics });
    lifecycle.onStop('requests', () => grants.close());

    const { connection } = mongo;
    const secret = config.SERVER_SECRET;
    const unitOfWork = createUnitOfWork({ connection, secret, logger });
    const model = linkModel(connection);
    const links = createLinkRepository(model);
    const resources = createResourceRepository(connection);
    const outbox = createOutbox(connection);
    const linkWriting = createLinkWriting({
      grants,
      links,
      resources,
      outbox,
      unitOfWork,
      publicUrl: config.PUBLIC_URL,
    });
    const linkOpening = createLinkOpening({ grants, links, counter: createLinkCounter(model) });
    await modelsReady(connection);

    const relay = startRelay({ connection, bus, topic: topics.shares, logger });
    lifecycle.onStop('relay', () => relay.stop());
    const consumer = await startConsumer({
      connection,
      unitOfWork,
      bus,
      topics: [topics.requests],
      group: 'shares',
      types: ['REQUEST_DELETED'],
      handle: (tx, event) => linkWriting.requestDeleted(tx, event),
      logger,
    });
    lifecycle.onStop('consumer', () => consumer.stop());
    const services = [
      sharesService({
        grants,
        links,
        linkWriting,
        linkOpening,
        pageOfSources: createSourcePager({ secret }),
        unitOfWork,
      }),
    ];
    const servers = await startServers({ config, services, check: () => mongo.ready(), lifecycle, logger, metrics });
    return { ...servers, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}
