import { baseConfig, rpcAddress, type Config } from '@fileonion/service-kit';

/** The variables of the requests service. */
export const requestsConfig = {
  ...baseConfig,
  TEAMS_ADDRESS: rpcAddress({ desc: 'The teams service.', example: 'dns:///teams:50051' }),
};

export type RequestsConfig = Config<typeof requestsConfig>;
