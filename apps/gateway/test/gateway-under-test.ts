import type { RunningService } from '@fileonion/service-kit';
import { testConfig } from '@fileonion/testing';
import type { GatewayConfig } from '../config';
import { start } from '../start';
import { startStubServices, type StubServices } from './stub-services';

/** Gateways in front of stubs, with a namespace of their own. */
export interface Rig extends AsyncDisposable {
  stubs: StubServices;
  /** Base URLs. */
  urls: string[];
  gateways: RunningService[];
  stop(): Promise<void>;
}

/** How a rig differs from the usual one. */
type RigOptions = Partial<GatewayConfig> & {
  /** How many gateways. */
  count?: number;
  /** A way to Redis that only the gateways take. */
  gatewayRedisUrl?: string;
};

/** Starts stubs and as many gateways as are wanted. */
export async function startRig({ count = 1, gatewayRedisUrl, ...overrides }: RigOptions = {}): Promise<Rig> {
  const { MONGODB_URI: _mongo, KAFKA_BROKERS: _kafka, SERVER_SECRET: _secret, ...base } = testConfig();
  const stubs = await startStubServices(base);
  const { address } = stubs;
  const config: GatewayConfig = {
    ...base,
    REDIS_URL: gatewayRedisUrl ?? base.REDIS_URL,
    TEAMS_ADDRESS: address,
    KEYS_ADDRESS: address,
    REQUESTS_ADDRESS: address,
    SHARES_ADDRESS: address,
    WEBHOOKS_ADDRESS: address,
    GATEWAYS: count,
    TRUSTED_PROXIES: [],
    CORS_ORIGINS: [],
    AUTH_FAILURE_LIMIT: 20,
    ...overrides,
  };
  const gateways = await Promise.all(Array.from({ length: count }, () => start(config)));
  async function stop(): Promise<void> {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await stubs.stop();
  }
  return {
    stubs,
    gateways,
    urls: gateways.map((gateway) => `http://${gateway.address}`),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
