import type { Event } from '@fileonion/contract/events';
import type { Metrics } from '@fileonion/service-kit';
import { Histogram } from 'prom-client';

/**
 * What came of an event: `handled`, `seen` before, `ignored` by its type, `failed` and to be tried again, or `dead` and
 * put aside.
 */
export type Outcome = (typeof outcomes)[number];

const outcomes = ['handled', 'seen', 'ignored', 'failed', 'dead'] as const;

const name = 'consumer_event_age_seconds';
const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** How old events are when they are consumed, by what came of them: the lag of the consumer and its outcomes in one. */
export function createConsumerMetrics({ registry }: Metrics, topics: string[]) {
  const known = registry.getSingleMetric(name) as Histogram<'topic' | 'outcome'> | undefined;
  const help = 'Age of events when they were consumed, by topic and by what came of them.';
  const age = known ?? new Histogram({ name, help, labelNames: ['topic', 'outcome'], buckets, registers: [registry] });
  // Prometheus sees no increase in a series that begins with its first event, such as the only one that was put aside.
  for (const topic of topics) for (const outcome of outcomes) age.zero({ topic, outcome });
  return {
    /** Notes what came of an event; of one that could not be read the age is not known. */
    observe(topic: string, outcome: Outcome, event: Event | undefined): void {
      const ms = event?.occurredAt ? Date.now() - event.occurredAt.getTime() : 0;
      age.observe({ topic, outcome }, Math.max(0, ms) / 1000);
    },
  };
}
