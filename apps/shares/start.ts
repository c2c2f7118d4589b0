import { EventType } from '@fileonion/contract/events';
import { GrantsServiceService } from '@fileonion/contract/requests';
import { startConsumer, startRelay, topics, type EventBus } from '@fileonion/events';
import { rpcClient, startService, type Foundation, type RunningService } from '@fileonion/service-kit';
import type { SharesConfig } from './config';
import { createLinkOpening } from './link-opening';
import { createLinkWriting } from './link-writing';
import { shareService } from './share-service';
import { openStore } from './store';

/** Starts the shares service. */
export function start(config: SharesConfig, { bus }: { bus: EventBus }): Promise<RunningService> {
  return startService('shares', config, (foundation) => build(config, bus, foundation));
}

async function build(config: SharesConfig, bus: EventBus, { logger, metrics, lifecycle }: Foundation) {
  const store = await openStore(config, logger);
  lifecycle.onStop('database', store.close);
  const grants = rpcClient(GrantsServiceService, config.REQUESTS_ADDRESS, { metrics, tls: config });
  lifecycle.onStop('requests', () => grants.close());

  const { connection, unitOfWork } = store;
  const parts = { ...store, grants, publicUrl: config.PUBLIC_URL };
  const linkWriting = createLinkWriting(parts);
  const relay = startRelay({ connection, bus, topic: topics.shares, logger, metrics });
  lifecycle.onStop('relay', relay.stop);
  const consumer = await startConsumer({
    connection,
    unitOfWork,
    bus,
    topics: [topics.requests],
    group: 'shares',
    types: [EventType.REQUEST_DELETED],
    handle: linkWriting.requestDeleted,
    logger,
    metrics,
  });
  lifecycle.onStop('consumer', consumer.stop);
  const services = [shareService({ ...parts, linkWriting, linkOpening: createLinkOpening(parts) })];
  return { services, check: store.ready };
}
