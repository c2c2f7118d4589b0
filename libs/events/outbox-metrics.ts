import { timeOfId } from '@fileonion/mongo';
import type { Metrics } from '@fileonion/service-kit';
import type { Model } from 'mongoose';
import { Counter, Gauge } from 'prom-client';
import type { OutboxRow } from './outbox-row';

const answerMs = 1000;

/** What operators see of an outbox: what waits, for how long, and what has left. */
export function createOutboxMetrics({ registry }: Metrics, topic: string, rows: Model<OutboxRow>) {
  const common = { labelNames: ['topic'], registers: [registry] };
  let looking: ReturnType<typeof look> | undefined;
  // Both gauges are asked at the same time, and share one look at the database.
  const state = () => (looking ??= look(rows).finally(() => (looking = undefined)));

  new Gauge({
    name: 'outbox_pending_events',
    help: 'Events that wait to be published. Every instance of a service tells the same number.',
    ...common,
    async collect() {
      tell(this, topic, (await state())?.pending);
    },
  });
  new Gauge({
    name: 'outbox_oldest_age_seconds',
    help: 'How long the oldest event has waited to be published; 0 when none waits.',
    ...common,
    async collect() {
      tell(this, topic, (await state())?.oldestSeconds);
    },
  });
  const published = new Counter({
    name: 'outbox_published_events_total',
    help: 'Events published by this instance.',
    ...common,
  });
  published.inc({ topic }, 0);
  return { published: (count: number) => published.inc({ topic }, count) };
}

/** Without an answer of the database there is no number, rather than an old one. */
function tell(gauge: Gauge, topic: string, value: number | undefined): void {
  if (value === undefined) gauge.reset();
  else gauge.set({ topic }, value);
}

async function look(rows: Model<OutboxRow>): Promise<{ pending: number; oldestSeconds: number } | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, answerMs, undefined).unref());
  const oldest = rows.findOne({}, { _id: 1 }).sort({ _id: 1 }).lean();
  const answer = Promise.all([rows.estimatedDocumentCount(), oldest]).then(([pending, first]) => ({
    pending,
    oldestSeconds: first ? Math.max(0, Date.now() - timeOfId(first._id).getTime()) / 1000 : 0,
  }));
  return Promise.race([answer.catch(() => undefined), late]);
}
