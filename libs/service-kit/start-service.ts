import type { BaseConfig } from './config';
import { createLifecycle, type Lifecycle } from './lifecycle';
import { createLogger, type Logger } from './logger';
import { createMetrics, type Metrics } from './metrics';
import { startOps } from './ops-server';
import { watchReadiness } from './readiness';
import { startRpcServer } from './rpc-server';
import type { RpcService } from './rpc-service';

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
 * it fails. When it stops, it first says that it is not ready, and then lets its calls end.
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
  let ready = () => false;
  try {
    const { HOST: host, OPS_PORT: port } = config;
    // First of all: parts may wait for a database, or make its indexes, and who waits is alive.
    const ops = await startOps({ host, port, ready: () => ready(), registry: metrics.registry });
    lifecycle.onStop('ops server', () => ops.stop());
    const { services, check } = await build({ logger, metrics, lifecycle });
    const readiness = await watchReadiness(check, logger);
    const rpc = await startRpcServer({ config, services, health: readiness, logger, metrics });
    lifecycle.onStop('rpc server', () => rpc.stop());
    lifecycle.onStop('readiness', () => readiness.stop());
    ready = readiness.ready;
    return { address: rpc.address, opsAddress: ops.address, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}
