import { inProcessBrokers } from '@fileonion/embedded';
import type { Secrets } from './secrets';
import type { ServerUrls } from './servers';
import type { Settings } from './settings';

/** The services below the gateway, each after those that it calls. */
export const services = ['teams', 'keys', 'requests', 'shares', 'webhooks'] as const;

/** Variables of a service. */
export type Environment = Record<string, string>;

/** The variables that all services share; each reads those that it knows. */
export function serviceEnvironment(settings: Settings, urls: ServerUrls, secrets: Secrets): Environment {
  const { mode, env, ports } = settings;
  // An empty variable counts as absent.
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return {
    NODE_ENV: 'development',
    // In one process the lines go to the terminal, where a line for each call would bury the rest.
    LOG_LEVEL: mode === 'in-process' ? 'error' : 'info',
    MAX_KEY_RATE_LIMIT: '1000000',
    PUBLIC_URL: `http://127.0.0.1:${ports[0]}`,
    ...secrets,
    ...Object.fromEntries(set),
    MONGODB_URI: urls.mongo,
    REDIS_URL: urls.redis,
    // Every service wants brokers, also when it is given a bus that needs none.
    KAFKA_BROKERS: urls.kafka ?? inProcessBrokers,
    GATEWAYS: String(ports.length),
    HOST: '127.0.0.1',
    PORT: '0',
    OPS_PORT: '0',
  };
}

/** The variable that tells other services where one is. */
export function addressVariable(service: string): string {
  return `${service.toUpperCase()}_ADDRESS`;
}
