import { randomBytes } from 'node:crypto';
import type { BaseConfig, Config, redisConfig } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';

/** A namespace that no other test has. */
export function testNamespace(): string {
  return `test-${uuidv7()}`;
}

/** The configuration of a service under test: the servers that the test run names, and a namespace of its own. */
export function testConfig(): BaseConfig & Config<typeof redisConfig> {
  return {
    LOG_LEVEL: 'silent',
    NAMESPACE: testNamespace(),
    HOST: '127.0.0.1',
    PORT: 0,
    OPS_PORT: 0,
    MAX_IN_FLIGHT: 2000,
    TLS_CERT_FILE: undefined,
    TLS_KEY_FILE: undefined,
    TLS_CA_FILE: undefined,
    MONGODB_URI: required('MONGODB_URI'),
    REDIS_URL: required('REDIS_URL'),
    KAFKA_BROKERS: required('KAFKA_BROKERS').split(','),
    SERVER_SECRET: randomBytes(32),
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} names a server to test on; npm test sets it.`);
  return value;
}
