import { baseConfig, type Config } from '@fileonion/service-kit';

/** The variables of the teams service. */
export const teamsConfig = { ...baseConfig };

export type TeamsConfig = Config<typeof teamsConfig>;
