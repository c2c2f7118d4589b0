import { readConfig } from '@fileonion/service-kit';
import { gatewayConfig } from './config';

const needed = {
  REDIS_URL: 'redis://127.0.0.1:6379',
  TEAMS_ADDRESS: 'teams:50051',
  KEYS_ADDRESS: 'dns:///keys:50051',
  REQUESTS_ADDRESS: 'requests:50051',
  SHARES_ADDRESS: 'shares:50051',
  WEBHOOKS_ADDRESS: 'webhooks:50051',
};
const read = (env: Record<string, string>) => readConfig(gatewayConfig, { ...needed, ...env });

it('has defaults for all but the servers that it works with', () => {
  expect(read({})).toMatchObject({
    PORT: 8080,
    GATEWAYS: 1,
    TRUSTED_PROXIES: [],
    CORS_ORIGINS: [],
    AUTH_FAILURE_LIMIT: 20,
  });
  for (const name of Object.keys(needed)) expect(() => read({ [name]: '' })).toThrow(name);
});

it('reads lists, with spaces and empty entries', () => {
  expect(read({ TRUSTED_PROXIES: '10.0.0.0/8, ::1,2001:db8::/32,' }).TRUSTED_PROXIES).toEqual([
    '10.0.0.0/8',
    '::1',
    '2001:db8::/32',
  ]);
  expect(read({ CORS_ORIGINS: 'https://a.example,http://localhost:3000' }).CORS_ORIGINS).toEqual([
    'https://a.example',
    'http://localhost:3000',
  ]);
});

it.each([
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ['TRUSTED_PROXIES', 'loadbalancer'],
  ['CORS_ORIGINS', '*'],
  ['CORS_ORIGINS', 'https://a.example/'],
  ['CORS_ORIGINS', 'a.example'],
  ['GATEWAYS', '0'],
  ['GATEWAYS', '1.5'],
  ['AUTH_FAILURE_LIMIT', '-1'],
  ['MAX_IN_FLIGHT', 'many'],
  ['PORT', '70000'],
  ['KEYS_ADDRESS', 'http://keys'],
])('refuses %s=%s', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(name);
});
