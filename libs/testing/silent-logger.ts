import { createLogger } from '@fileonion/service-kit';

/** A logger for parts whose lines no test reads. */
export const silentLogger = createLogger({ name: 'test', level: 'silent' });
