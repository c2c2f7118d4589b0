import type { BaseConfig } from './config';
import { createLifecycle, type Lifecycle } from './lifecycle';
import { createLogger, type Logger } from './logger';
import { createMetrics, type Metrics } from './metrics';
import type { RpcService } from './rpc-service';
import { startServers } from './start-servers';

/** What the parts of a service are made with. */
export interface Foundation {
  logger: Logger;
  metrics: Metrics;
  /** Whatever is started registers how it stops. */
  lifecycle: Lifecycle;
}

/** What a service's parts come to. */
export interface Served {
  services: RpcService[];
  /** Whether the service can do its work. */
  check(): Promise<boolean>;
}

/** A service that takes calls. */
export interface RunningService {
  /** `host:port` of its RPCs. */
  readonly address: string;
  /** `host:port` of /livez, /readyz and /metrics. */
  readonly opsAddress: string;
  stop(): Promise<void>;
}

/**
 * Starts a service. It touches nothing global, so that several can live in one process, and leaves nothing running when
 * it fails.
 *
 * @param build makes and starts the parts, before the first call comes
 */
export async function startService(
  name: string,
  config: BaseConfig,
  build: (foundation: Foundation) => Promise<Served>,
): Promise<RunningService> {
  const logger = createLogger({ name, level: config.LOG_LEVEL });
  const metrics = createMetrics({ service: name });
  const lifecycle = createLifecycle(logger);
  try {
    const served = await build({ logger, metrics, lifecycle });
    const addresses = await startServers({ config, ...served, lifecycle, logger, metrics });
    return { ...addresses, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}
