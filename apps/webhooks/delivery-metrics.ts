import type { Metrics } from '@fileonion/service-kit';
import { Histogram } from 'prom-client';
import type { Outcome } from './attempt';
import type { TargetKind } from './target';

/** What operators see of deliveries. */
export interface DeliveryMetrics {
  observe(kind: TargetKind, outcome: Outcome): void;
}

export function createDeliveryMetrics({ registry }: Metrics): DeliveryMetrics {
  const attempts = new Histogram({
    name: 'delivery_attempt_duration_seconds',
    help: 'Attempts at deliveries, by kind of target and outcome.',
    labelNames: ['kind', 'outcome'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    registers: [registry],
  });
  return {
    observe(kind, { attempt, succeeded }) {
      attempts.observe({ kind, outcome: succeeded ? 'succeeded' : 'failed' }, attempt.durationMs / 1000);
    },
  };
}
