import { baseConfig, redisConfig, type Config } from '@fileonion/service-kit';

/** The variables of the teams service. */
export const teamsConfig = { ...baseConfig, ...redisConfig };

export type TeamsConfig = Config<typeof teamsConfig>;
