import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** The metrics that every service has, in a registry of its own. */
export interface Metrics {
  readonly registry: Registry;
  readonly rpcServer: Histogram<'method' | 'code'>;
  readonly rpcClient: Histogram<'method' | 'code'>;
  /** Second tries that were wanted: `made`, or `refused` since the budget was spent. */
  readonly rpcRetries: Counter<'method' | 'outcome'>;
  /** Calls refused because too many were at work. */
  readonly shedCalls: Counter;
}

/** Buckets of durations, in seconds. */
export const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** Makes a service's metrics. Add others with `registers: [metrics.registry]`, never to prom-client's default one. */
export function createMetrics({ service }: { service: string }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    rpcServer: rpcHistogram(registry, 'rpc_server_duration_seconds', 'Calls served, by method and reason.'),
    rpcClient: rpcHistogram(registry, 'rpc_client_duration_seconds', 'Calls made, by method and reason.'),
    rpcRetries: new Counter({
      name: 'rpc_client_retries_total',
      help: 'Second tries of calls: made, or refused since the budget for them was spent.',
      labelNames: ['method', 'outcome'],
      registers: [registry],
    }),
    shedCalls: new Counter({
      name: 'shed_calls_total',
      help: 'Calls refused because too many were at work.',
      registers: [registry],
    }),
  };
}

function rpcHistogram(registry: Registry, name: string, help: string): Histogram<'method' | 'code'> {
  return new Histogram({ name, help, labelNames: ['method', 'code'], buckets: durationBuckets, registers: [registry] });
}
