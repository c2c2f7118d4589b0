import type { baseConfig, Config } from './config';
import type { Lifecycle } from './lifecycle';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import { watchReadiness } from './readiness';
import { startRpcServer } from './rpc-server';
import type { RpcService } from './rpc-service';
import type { TlsFiles } from './tls';

/** What a service's gRPC server needs. */
export interface RpcOptions {
  config: Pick<Config<typeof baseConfig>, 'HOST' | 'PORT' | 'MAX_IN_FLIGHT'> & TlsFiles;
  services: RpcService[];
  /** Whether the service can do its work. */
  check: () => Promise<boolean>;
  lifecycle: Lifecycle;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Starts a service's gRPC server. When the lifecycle stops, the service first says that it is not ready, and then lets
 * its calls end.
 */
export async function startRpc(options: RpcOptions): Promise<{ address: string; ready: () => boolean }> {
  const { config, services, check, lifecycle, logger, metrics } = options;
  const readiness = await watchReadiness(check, logger);
  const server = await startRpcServer({ config, services, health: readiness, logger, metrics });
  lifecycle.onStop('rpc server', () => server.stop());
  lifecycle.onStop('readiness', () => readiness.stop());
  return { address: server.address, ready: readiness.ready };
}
