import { runMain } from '@fileonion/service-kit';
import { gatewayConfig } from './config';
import { start } from './start';

void runMain({ name: 'gateway', env: process.env, spec: gatewayConfig, start: (config) => start(config) });
