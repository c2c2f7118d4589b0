import type { Metrics } from '@fileonion/service-kit';
import { Histogram } from 'prom-client';
import type { Outcome } from './attempt';
import type { DueDelivery } from './delivery-queue';

/** What operators see of deliveries. */
export interface DeliveryMetrics {
  observe(delivery: DueDelivery, outcome: Outcome): void;
}

export function createDeliveryMetrics({ registry }: Metrics): DeliveryMetrics {
  const common = { labelNames: ['kind', 'outcome'] as const, registers: [registry] };
  const durations = new Histogram({
    name: 'delivery_attempt_duration_seconds',
    help: 'Attempts at deliveries, by kind of target and outcome.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    ...common,
  });
  const ages = new Histogram({
    name: 'delivery_age_seconds',
    help: 'Time from an event to the end of an attempt at delivering it, by kind of target and outcome.',
    buckets: [0.25, 0.5, 1, 2, 5, 15, 60, 300, 1800, 7200, 21_600, 86_400, 345_600],
    ...common,
  });
  const delays = new Histogram({
    name: 'delivery_delay_seconds',
    help: 'Time from when an attempt was due to its begin: what this service itself is late.',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 1800],
    ...common,
  });
  return {
    observe({ kind, occurredAt, dueAt }, { attempt, succeeded }) {
      const labels = { kind, outcome: succeeded ? 'succeeded' : 'failed' };
      const begin = attempt.at.getTime();
      durations.observe(labels, attempt.durationMs / 1000);
      ages.observe(labels, seconds(begin + attempt.durationMs - occurredAt.getTime()));
      delays.observe(labels, seconds(begin - (dueAt?.getTime() ?? begin)));
    },
  };
}

/** Clocks of two machines may differ. */
function seconds(ms: number): number {
  return Math.max(0, ms) / 1000;
}
