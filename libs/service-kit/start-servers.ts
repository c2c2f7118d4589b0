import type { baseConfig, Config } from './config';
import type { Lifecycle } from './lifecycle';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import { startOps } from './ops-server';
import { watchReadiness } from './readiness';
import { startRpcServer } from './rpc-server';
import type { RpcService } from './rpc-service';
import type { TlsFiles } from './tls';

/** What a service's two servers need. */
export interface ServersOptions {
  config: Pick<Config<typeof baseConfig>, 'HOST' | 'PORT' | 'OPS_PORT' | 'MAX_IN_FLIGHT'> & TlsFiles;
  services: RpcService[];
  /** Whether the service can do its work. */
  check: () => Promise<boolean>;
  lifecycle: Lifecycle;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Starts a service's gRPC server and its operator's server. When the lifecycle stops, the service first says that it is
 * not ready, and then lets its calls end.
 */
export async function startServers(options: ServersOptions): Promise<{ address: string; opsAddress: string }> {
  const { config, services, check, lifecycle, logger, metrics } = options;
  const readiness = await watchReadiness(check, logger);
  const { HOST: host, OPS_PORT: port } = config;
  let bound = false;
  const ready = () => bound && readiness.ready();
  const ops = await startOps({ host, port, ready, registry: metrics.registry });
  lifecycle.onStop('ops server', () => ops.stop());
  const server = await startRpcServer({ config, services, health: readiness, logger, metrics });
  bound = true;
  lifecycle.onStop('rpc server', () => server.stop());
  lifecycle.onStop('readiness', () => readiness.stop());
  return { address: server.address, opsAddress: ops.address };
}
