import { setTimeout as sleep } from 'node:timers/promises';
import { AuthenticationServiceService } from '@fileonion/contract/keys';
import { createRedis, redisAttempts } from '@fileonion/freshness';
import {
  createLifecycle,
  createLogger,
  createMetrics,
  namespaced,
  rpcClient,
  startOps,
  type Lifecycle,
  type Logger,
  type Metrics,
  type RunningService,
} from '@fileonion/service-kit';
import type { Redis } from 'ioredis';
import { createApp, type AppParts } from './app';
import { connectBackends } from './backends';
import type { GatewayConfig } from './config';
import { createFailures } from './failures';
import { createGatewayMetrics } from './gateway-metrics';
import { startHttpServer } from './http-server';
import { createIdentify } from './identify';
import { reportKeyUse } from './key-use';
import { createLimiter } from './limiter';
import { principalLoader } from './load-principal';
import { createPrincipals } from './principals';
import { createRepeats } from './repeats';

/** Starts a gateway; it touches nothing global, so that it can live in one process with the services. */
export async function start(config: GatewayConfig): Promise<RunningService> {
  const logger = createLogger({ name: 'gateway', level: config.LOG_LEVEL });
  const metrics = createMetrics({ service: 'gateway' });
  const lifecycle = createLifecycle(logger);
  // It needs nothing but its port, and its routes, which came with the code.
  let ready = false;
  try {
    const { HOST: host, PORT, OPS_PORT } = config;
    // First of all: who waits for Redis is alive.
    const ops = await startOps({ host, port: OPS_PORT, ready: () => ready, registry: metrics.registry });
    lifecycle.onStop('ops server', () => ops.stop());
    const parts = await connect(config, lifecycle, logger, metrics);
    const http = await startHttpServer(createApp(parts), { host, port: PORT });
    lifecycle.onStop('http', () => http.stop());
    ready = true;
    return {
      address: http.address,
      opsAddress: ops.address,
      stop() {
        ready = false;
        return lifecycle.stop();
      },
    };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

async function connect(
  config: GatewayConfig,
  lifecycle: Lifecycle,
  logger: Logger,
  metrics: Metrics,
): Promise<AppParts> {
  const { NAMESPACE: namespace, GATEWAYS: gateways } = config;
  const redis = createRedis(config.REDIS_URL, logger);
  lifecycle.onStop('redis', () => redis.disconnect());
  const keys = rpcClient(AuthenticationServiceService, config.KEYS_ADDRESS, { metrics, tls: config });
  lifecycle.onStop('keys', () => keys.close());
  const backends = connectBackends(config, metrics);
  lifecycle.onStop('backends', () => backends.close());
  const keyUse = reportKeyUse(keys, logger);
  lifecycle.onStop('key use', () => keyUse.stop());

  const attempt = redisAttempts(redis);
  const gatewayMetrics = createGatewayMetrics(metrics);
  const counting = { redis, attempt, gateways, metrics: gatewayMetrics };
  const limiter = createLimiter({ ...counting, prefix: namespaced(namespace, 'calls') });
  const strikes = createLimiter({ ...counting, prefix: namespaced(namespace, 'failures'), refuseFromMemory: true });
  const principals = createPrincipals(principalLoader(keys, gatewayMetrics));
  // A Redis that was away may have come back without the epochs that were set in the meantime.
  for (const event of ['close', 'ready']) redis.on(event, () => principals.forget());
  const identify = createIdentify({ principals, limiter, redis, attempt, namespace, metrics: gatewayMetrics });
  await settled(redis);
  return {
    config,
    identify,
    failures: createFailures(strikes, config.AUTH_FAILURE_LIMIT),
    keyUse,
    repeats: createRepeats(redis, attempt, namespaced(namespace, 'claims')),
    backends,
    logger,
    metrics,
  };
}

/** Gives Redis a moment to connect, so that a gateway counts with the others from its first call on. */
async function settled(redis: Redis): Promise<void> {
  const ready = new Promise<void>((resolve) => redis.once('ready', resolve));
  await Promise.race([ready, sleep(1_000, undefined, { ref: false })]);
}
