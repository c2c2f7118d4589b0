import { customCleanEnv, makeValidator, str, type CleanedEnv, type CleanedEnvAccessors } from 'envalid';
import {
  brokerList,
  listenPort,
  mongodbUri,
  namespaceName,
  positive,
  ratio,
  redisUrl,
  secretBytes,
} from './config-validators';

/** The typed values of a configuration spec, under the names of its variables. */
export type Config<Spec> = Omit<CleanedEnv<Spec>, keyof CleanedEnvAccessors>;

/** Lists everything that is wrong with a configuration; holds no value that may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Files of a certificate, for calls between the gateway and services. All of them are given, or none. */
export const tlsConfig = {
  TLS_CERT_FILE: str({
    desc: 'PEM certificate of this program, by which the others know it; it names the host in their …_ADDRESS. With it, calls between the gateway and services are encrypted and both sides are verified; plain ones are refused.',
    default: undefined,
    example: '/tls/tls.crt',
    requiredWhen: ({ TLS_KEY_FILE, TLS_CA_FILE }) => Boolean(TLS_KEY_FILE ?? TLS_CA_FILE),
  }),
  TLS_KEY_FILE: str({
    desc: 'PEM private key of the certificate.',
    default: undefined,
    example: '/tls/tls.key',
    requiredWhen: ({ TLS_CERT_FILE, TLS_CA_FILE }) => Boolean(TLS_CERT_FILE ?? TLS_CA_FILE),
  }),
  TLS_CA_FILE: str({
    desc: 'PEM certificates of the authorities that the other side’s certificate is from.',
    default: undefined,
    example: '/tls/ca.crt',
    requiredWhen: ({ TLS_CERT_FILE, TLS_KEY_FILE }) => Boolean(TLS_CERT_FILE ?? TLS_KEY_FILE),
  }),
};

/** What programs with counters or epochs read. */
export const redisConfig = {
  REDIS_URL: redisUrl({ desc: 'Redis of the counters and epochs.', example: 'redis://redis:6379' }),
};

/** What every service reads. Each service adds its own to it. */
export const baseConfig = {
  ...tlsConfig,
  LOG_LEVEL: str({
    desc: 'Least severity that is logged.',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    default: 'info',
  }),
  NAMESPACE: namespaceName({
    desc: 'Prefix of databases, topics, groups and Redis keys, so that installations can share servers.',
    default: '',
  }),
  HOST: str({ desc: 'Address to listen on.', default: '127.0.0.1' }),
  PORT: listenPort({ desc: 'Port of the gRPC server; 0 takes a free one.', default: 0 }),
  OPS_PORT: listenPort({ desc: 'Port of /livez, /readyz and /metrics; 0 takes a free one.', default: 0 }),
  MAX_IN_FLIGHT: positive({ desc: 'Calls at work beyond which further ones are refused, with 503.', default: 2000 }),
  MONGODB_URI: mongodbUri({
    desc: 'MongoDB replica set.',
    example: 'mongodb://mongo-0,mongo-1,mongo-2/?replicaSet=rs0',
  }),
  KAFKA_BROKERS: brokerList({ desc: 'Kafka brokers, separated by commas.', example: 'kafka-0:9092,kafka-1:9092' }),
  SERVER_SECRET: secretBytes({
    desc: 'At least 32 random bytes in base64; the keys that seal cursors and kept answers are derived from it.',
  }),
};

/** What every program reads besides, for as long as it runs. */
export const tracingConfig = {
  OTEL_EXPORTER_OTLP_ENDPOINT: str({
    desc: 'OpenTelemetry collector that traces are sent to, over HTTP; none are without it. The other variables OTEL_EXPORTER_OTLP_… of the OpenTelemetry specification work too.',
    default: undefined,
    example: 'http://otel-collector:4318',
  }),
  OTEL_TRACES_SAMPLER_ARG: ratio({
    desc: 'Share, from 0 to 1, of the traces that begin here and are sent. Callers decide about those that they began.',
    default: 1,
  }),
};

/** The configuration that every service has. */
export type BaseConfig = Config<typeof baseConfig>;

/** Reads and checks variables. Throws one ConfigError that lists every fault. */
export function readConfig<Spec extends object>(spec: Spec, env: Record<string, string | undefined>): Config<Spec> {
  // Compose files and charts cannot leave a variable out: an empty one counts as absent.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  return customCleanEnv(given, spec, (cleaned) => cleaned as Config<Spec>, {
    reporter({ errors }) {
      const faults = Object.entries<Error | undefined>(errors).map(
        ([name, error]) => `  ${name}: ${fault(spec, name, error)}`,
      );
      if (faults.length > 0) throw new ConfigError(`The configuration has faults:\n${faults.join('\n')}`);
    },
  });
}

function fault(spec: object, name: string, error: Error | undefined): string {
  const { desc = '', example } = (spec as Record<string, { desc?: string; example?: string }>)[name] ?? {};
  const problem = error?.name === 'EnvMissingError' ? 'is missing.' : (error?.message ?? 'is not valid.');
  return [problem, desc, example && `Example: ${example}`].filter(Boolean).join(' ');
}

export { makeValidator, str };
