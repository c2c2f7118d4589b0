import type { Metrics } from '@fileonion/service-kit';
import { Counter } from 'prom-client';

/** What operators see of finding out who calls, and of counting calls. */
export interface GatewayMetrics {
  /** Callers to identify, rightly or not. What was not loaded for them was in memory. */
  readonly identifications: Counter;
  /** Principals loaded from the keys service. */
  readonly loads: Counter;
  /** Calls counted: `shared` with the other gateways, or `local` while Redis is away. */
  readonly counts: Counter<'counter'>;
}

export function createGatewayMetrics({ registry }: Metrics): GatewayMetrics {
  const registers = [registry];
  return {
    identifications: new Counter({
      name: 'principal_identifications_total',
      help: 'Callers to identify, from memory or by a load.',
      registers,
    }),
    loads: new Counter({ name: 'principal_loads_total', help: 'Principals loaded from the keys service.', registers }),
    counts: new Counter({
      name: 'rate_limit_counts_total',
      help: 'Calls counted against limits: shared with all gateways in Redis, or local while Redis is away.',
      labelNames: ['counter'],
      registers,
    }),
  };
}
