import {
  baseConfig,
  makeValidator,
  redisConfig,
  rpcAddress,
  str,
  wholeNumber,
  type Config,
} from '@fileonion/service-kit';
import { parsePeppers, type Pepper } from './key-hash';
import { isSafeIssuerAddress } from './oidc-discovery';

const peppers = makeValidator<Pepper[]>(parsePeppers);

const issuer = makeValidator<string>((input) => {
  if (isSafeIssuerAddress(input)) return input;
  throw new Error('is not an https address; http is for loopback only.');
});

const keyRateLimit = wholeNumber(9_999_999);

/** What the keys service reads. */
export const keysConfig = {
  ...baseConfig,
  ...redisConfig,
  TEAMS_ADDRESS: rpcAddress({ desc: 'The teams service.', example: 'dns:///teams:50051' }),
  API_KEY_PEPPERS: peppers({
    desc: 'Secrets that API keys are hashed with, as id:base64 separated by commas. The first is for new keys; the others keep older ones working.',
    example: '2:bW9yZSB0aGFu…,1:YW4gb2xkIG9uZQ…',
  }),
  MAX_KEY_RATE_LIMIT: keyRateLimit({ desc: 'The most calls a minute that an owner may give a key.', default: 1000 }),
  OIDC_ISSUER: issuer({
    desc: 'OpenID Connect issuer of user sessions; without one there are no sessions.',
    default: undefined,
  }),
  OIDC_AUDIENCE: str({
    desc: 'The audience that session tokens are for.',
    default: undefined,
    requiredWhen: ({ OIDC_ISSUER }) => OIDC_ISSUER !== undefined,
  }),
};

/** The configuration of the keys service. */
export type KeysConfig = Config<typeof keysConfig>;
