import { readConfig } from '@fileonion/service-kit';
import { keysConfig } from './config';

const secret = Buffer.alloc(32, 1).toString('base64');
const complete = {
  MONGODB_URI: 'mongodb://db/',
  REDIS_URL: 'redis://cache',
  KAFKA_BROKERS: 'kafka:9092',
  SERVER_SECRET: secret,
  TEAMS_ADDRESS: 'dns:///teams:50051',
  API_KEY_PEPPERS: `1:${secret}`,
};

test('sessions are off until an issuer is named, and an issuer needs an audience', () => {
  expect(readConfig(keysConfig, complete)).toMatchObject({ OIDC_ISSUER: undefined, MAX_KEY_RATE_LIMIT: 1000 });
  const OIDC_ISSUER = 'https://id.example.com';
  expect(() => readConfig(keysConfig, { ...complete, OIDC_ISSUER })).toThrow('OIDC_AUDIENCE');
  expect(readConfig(keysConfig, { ...complete, OIDC_ISSUER, OIDC_AUDIENCE: 'a' })).toMatchObject({ OIDC_ISSUER });
});

test.each(['http://id.example.com', 'ftp://localhost', 'id.example.com'])('%p is no issuer', (OIDC_ISSUER) => {
  expect(() => readConfig(keysConfig, { ...complete, OIDC_ISSUER, OIDC_AUDIENCE: 'a' })).toThrow('OIDC_ISSUER');
});

test.each(['http://127.0.0.1:8443', 'http://localhost', 'http://[::1]:1/realm'])(
  'plain http is fine on loopback: %s',
  (OIDC_ISSUER) => {
    expect(readConfig(keysConfig, { ...complete, OIDC_ISSUER, OIDC_AUDIENCE: 'a' })).toMatchObject({ OIDC_ISSUER });
  },
);

test('every fault is told at once', () => {
  const faulty = { ...complete, TEAMS_ADDRESS: 'teams', API_KEY_PEPPERS: 'secret', MAX_KEY_RATE_LIMIT: '0' };
  expect(() => readConfig(keysConfig, faulty)).toThrow(/TEAMS_ADDRESS[^]*API_KEY_PEPPERS[^]*MAX_KEY_RATE_LIMIT/);
});
