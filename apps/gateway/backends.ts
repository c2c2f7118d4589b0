import { routes } from '@fileonion/contract';
import { rawClient, type Metrics, type RawClient } from '@fileonion/service-kit';
import { addressOf, type GatewayConfig } from './config';

/** Connections to the services behind the gateway. */
export interface Backends {
  /** The service of that name. */
  of(service: string): RawClient;
  close(): void;
}

/** Connects to every service that has a route. Throws where one has no address. */
export function connectBackends(config: GatewayConfig, metrics: Metrics): Backends {
  const clients = new Map<string, RawClient>();
  for (const service of new Set(routes.map((route) => route.service))) {
    clients.set(service, rawClient(present(addressOf(config, service), service), { metrics, tls: config }));
  }
  return {
    of: (service) => present(clients.get(service), service),
    close() {
      for (const client of clients.values()) client.close();
    },
  };
}

function present<T>(value: T | undefined, service: string): T {
  if (value === undefined) throw new Error(`The service ${service} has routes, but no address.`);
  return value;
}
