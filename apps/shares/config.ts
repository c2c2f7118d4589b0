import { baseConfig, makeValidator, rpcAddress, type Config } from '@fileonion/service-kit';

const publicUrl = makeValidator((input) => {
  const { protocol, origin, pathname, search, hash } = new URL(input);
  if (!/^https?:$/.test(protocol) || search || hash) throw new Error('is not the http or https address of a gateway.');
  return (origin + pathname).replace(/\/+$/, '');
});

/** The variables of the shares service. */
export const sharesConfig = {
  ...baseConfig,
  REQUESTS_ADDRESS: rpcAddress({ desc: 'The requests service.', example: 'dns:///requests:50051' }),
  PUBLIC_URL: publicUrl({
    desc: 'Where people find the API; links begin with it.',
    default: 'http://localhost:8080',
    example: 'https://api.example.com',
  }),
};

export type SharesConfig = Config<typeof sharesConfig>;
