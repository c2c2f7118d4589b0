import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inProcessBrokers, workspaceRoot } from '@fileonion/embedded';
import { createInProcessBus, createKafkaBus, type EventBus } from '@fileonion/events';
import { createLogger, readConfig, type Lifecycle } from '@fileonion/service-kit';
import { addressVariable, services, type Environment } from './service-environment';
import type { Settings } from './settings';
import type { StackFile } from './stack-file';

/** What `dist/apps/<app>/start.js` exports, besides its specification `<app>Config`. */
interface BuiltApp {
  start(config: unknown, parts: { bus: EventBus }): Promise<{ address: string; stop(): Promise<void> }>;
  [config: string]: unknown;
}

/** Starts the six services in this process and answers their addresses. */
export async function startInProcess(
  { ports }: Settings,
  environment: Environment,
  lifecycle: Lifecycle,
  file: StackFile,
): Promise<Environment> {
  const { bus, release } = createBus(environment, lifecycle);
  const addresses: Environment = {};
  for (const service of services) {
    addresses[addressVariable(service)] = await startApp(service, { ...environment, ...addresses });
  }
  await startApp('gateway', { ...environment, ...addresses, PORT: String(ports[0]) });
  release();
  return addresses;

  async function startApp(name: string, env: Environment): Promise<string> {
    const app = loadApp(name);
    const { address, stop } = await app.start(readConfig(app[`${name}Config`] as object, env), { bus });
    lifecycle.onStop(name, stop);
    file.setPid(name, process.pid);
    return address;
  }
}

function createBus({ KAFKA_BROKERS, NAMESPACE, LOG_LEVEL }: Environment, lifecycle: Lifecycle) {
  const logger = createLogger({ name: 'bus', level: LOG_LEVEL });
  if (KAFKA_BROKERS === inProcessBrokers) {
    // What is published before the last service has subscribed waits, so that none misses it.
    const bus = createInProcessBus({ logger, hold: true });
    lifecycle.onStop('bus', () => bus.close());
    return { bus, release: () => bus.release() };
  }
  const brokers = KAFKA_BROKERS?.split(',') ?? [];
  const bus = createKafkaBus({ brokers, namespace: NAMESPACE ?? '', clientId: 'fileonion', logger });
  lifecycle.onStop('bus', () => bus.close());
  return { bus, release: () => undefined };
}

function loadApp(name: string): BuiltApp {
  return createRequire(__filename)(join(workspaceRoot(), 'dist/apps', name, 'start.js')) as BuiltApp;
}
