import { DirectoryServiceService } from '@fileonion/contract/teams';
import { startRelay, startSweeper, topics, type EventBus } from '@fileonion/events';
import { rpcClient, startService, type Foundation, type RunningService } from '@fileonion/service-kit';
import type { RequestsConfig } from './config';
import { startDepartureConsumer } from './departure-consumer';
import { createDomain } from './domain';
import { openStore } from './store';

/** Starts the requests service. */
export function start(config: RequestsConfig, { bus }: { bus: EventBus }): Promise<RunningService> {
  return startService('requests', config, (foundation) => build(config, bus, foundation));
}

async function build(config: RequestsConfig, bus: EventBus, { logger, metrics, lifecycle }: Foundation) {
  const store = await openStore(config, logger);
  lifecycle.onStop('database', store.close);
  const directory = rpcClient(DirectoryServiceService, config.TEAMS_ADDRESS, { metrics, tls: config });
  lifecycle.onStop('directory', () => directory.close());
  const { services, sweeps } = createDomain({ store, directory, logger });

  const { connection } = store;
  const relay = startRelay({ connection, bus, topic: topics.requests, logger, metrics });
  lifecycle.onStop('relay', relay.stop);
  const sweeper = startSweeper({ connection, lease: 'sweeper', logger, sweeps });
  lifecycle.onStop('sweeper', sweeper.stop);
  const consumer = await startDepartureConsumer({ ...store, bus, logger, metrics, onDeparture: sweeper.wake });
  lifecycle.onStop('consumer', consumer.stop);
  return { services, check: store.ready };
}
