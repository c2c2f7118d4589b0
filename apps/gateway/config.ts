import {
  baseConfig,
  listenPort,
  listOf,
  makeValidator,
  positive,
  redisConfig,
  rpcAddress,
  tlsConfig,
  type Config,
} from '@fileonion/service-kit';
import ipaddr from 'ipaddr.js';

const cidrs = makeValidator<string[]>((input) => {
  const ranges = listOf(input);
  for (const range of ranges) {
    if (!ipaddr.isValidCIDR(range) && !ipaddr.isValid(range))
      throw new Error('is not a list of addresses and CIDR ranges.');
  }
  return ranges;
});

const origins = makeValidator<string[]>((input) => {
  const list = listOf(input);
  for (const origin of list) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw new Error('is not a list of origins.');
  }
  return list;
});

const { LOG_LEVEL, NAMESPACE, HOST, OPS_PORT, MAX_IN_FLIGHT } = baseConfig;

/** The variables of the gateway. */
export const gatewayConfig = {
  LOG_LEVEL,
  NAMESPACE,
  HOST,
  OPS_PORT,
  MAX_IN_FLIGHT,
  ...redisConfig,
  ...tlsConfig,
  PORT: listenPort({ desc: 'Port of the API; 0 takes a free one.', default: 8080 }),
  TEAMS_ADDRESS: rpcAddress({ desc: 'The teams service.', example: 'dns:///teams:50051' }),
  KEYS_ADDRESS: rpcAddress({ desc: 'The keys service.', example: 'dns:///keys:50051' }),
  REQUESTS_ADDRESS: rpcAddress({ desc: 'The requests service.', example: 'dns:///requests:50051' }),
  SHARES_ADDRESS: rpcAddress({ desc: 'The shares service.', example: 'dns:///shares:50051' }),
  WEBHOOKS_ADDRESS: rpcAddress({ desc: 'The webhooks service.', example: 'dns:///webhooks:50051' }),
  GATEWAYS: positive({
    desc: 'How many gateways there are: each one’s share of a limit while Redis is away.',
    default: 1,
  }),
  TRUSTED_PROXIES: cidrs({
    desc: 'Addresses and CIDR ranges, separated by commas, whose X-Forwarded-For is believed.',
    example: '10.0.0.0/8,2001:db8::/32',
    default: [],
  }),
  CORS_ORIGINS: origins({
    desc: 'Origins, separated by commas, whose scripts may call the API.',
    example: 'https://console.example.com',
    default: [],
  }),
  AUTH_FAILURE_LIMIT: positive({
    desc: 'Failed authentications a minute after which an address gets 429.',
    default: 20,
  }),
};

/** What the gateway is started with. */
export type GatewayConfig = Config<typeof gatewayConfig>;

/** The address of a service by its name, such as `teams`; undefined for a name without a variable. */
export function addressOf(config: GatewayConfig, service: string): string | undefined {
  return (config as Record<string, unknown>)[`${service.toUpperCase()}_ADDRESS`] as string | undefined;
}
