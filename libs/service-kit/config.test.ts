import { baseConfig, ConfigError, readConfig } from './config';
import { rpcAddress } from './config-validators';

const complete = {
  MONGODB_URI: 'mongodb://db/',
  KAFKA_BROKERS: 'a:9092, b:9092',
  SERVER_SECRET: Buffer.alloc(32, 7).toString('base64'),
};

function faultOf(env: Record<string, string>): string {
  try {
    readConfig(baseConfig, env);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
}

test('values are typed, and have defaults where one makes sense', () => {
  expect(readConfig(baseConfig, { ...complete, PORT: '50051' })).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 50051,
    OPS_PORT: 0,
    NAMESPACE: '',
    KAFKA_BROKERS: ['a:9092', 'b:9092'],
    SERVER_SECRET: Buffer.alloc(32, 7),
  });
});

test('every fault is listed at once', () => {
  const fault = faultOf({ PORT: '-1', NAMESPACE: 'a b', LOG_LEVEL: 'loud', SERVER_SECRET: 'c2hvcnQ=' });
  for (const name of ['PORT', 'NAMESPACE', 'LOG_LEVEL', 'SERVER_SECRET', 'MONGODB_URI', 'KAFKA_BROKERS']) {
    expect(fault).toContain(`  ${name}: `);
  }
  expect(fault).not.toContain('HOST');
});

test('no fault shows a value that may hold a password', () => {
  const fault = faultOf({
    ...complete,
    MONGODB_URI: 'http://root:hunter2@db',
    KAFKA_BROKERS: 'hunter2@kafka',
    SERVER_SECRET: 'hunter2',
  });
  expect(fault).not.toContain('hunter2');
});

test('an empty variable counts as absent', () => {
  expect(readConfig(baseConfig, { ...complete, PORT: '', NAMESPACE: '' })).toMatchObject({ PORT: 0, NAMESPACE: '' });
  expect(faultOf({ ...complete, SERVER_SECRET: '' })).toContain('SERVER_SECRET: is missing');
});

test('the files of a certificate are all given, or none', () => {
  expect(faultOf(complete)).toBe('');
  const fault = faultOf({ ...complete, TLS_CERT_FILE: '/tls/tls.crt' });
  expect(fault).toContain('TLS_KEY_FILE: is missing');
  expect(fault).toContain('TLS_CA_FILE: is missing');
});

test('a service has one address, a name for several, or a list of several', () => {
  const spec = { TEAMS_ADDRESS: rpcAddress() };
  for (const TEAMS_ADDRESS of ['teams:50051', 'dns:///teams:50051', 'ipv4:10.0.0.1:50051,10.0.0.2:50051']) {
    expect(readConfig(spec, { TEAMS_ADDRESS })).toEqual({ TEAMS_ADDRESS });
  }
  for (const TEAMS_ADDRESS of ['teams', 'teams:50051,teams:50052', 'ipv4:10.0.0.1']) {
    expect(() => readConfig(spec, { TEAMS_ADDRESS })).toThrow('TEAMS_ADDRESS');
  }
});
