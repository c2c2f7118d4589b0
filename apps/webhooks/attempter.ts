import { performance } from 'node:perf_hooks';
import { startSpan, traceIdOf, type Logger } from '@fileonion/service-kit';
import { answered, attemptMs, unanswered, type Outcome } from './attempt';
import type { DeliveryMetrics } from './delivery-metrics';
import type { DueDelivery } from './delivery-queue';
import type { PreparedTarget } from './sender';

/** Makes attempts, of which each ends within a time. */
export interface Attempter {
  /** Makes an attempt; undefined where it was cut because the service stops. */
  attempt(prepared: PreparedTarget, delivery: DueDelivery): Promise<Outcome | undefined>;
  /** Cuts what is in flight. */
  cut(): void;
}

/** What attempts are made with. */
interface AttempterParts {
  now: () => Date;
  logger: Logger;
  metrics: DeliveryMetrics;
}

export function createAttempter({ now, logger, metrics }: AttempterParts): Attempter {
  const inFlight = new Set<AbortController>();
  let stopped = false;

  async function send(prepared: PreparedTarget, delivery: DueDelivery, controller: AbortController): Promise<Outcome> {
    const at = now();
    const started = performance.now();
    const elapsed = () => Math.round(performance.now() - started);
    try {
      const answer = await prepared.send(delivery, at, controller.signal);
      return answered(at, elapsed(), answer);
    } catch (error) {
      return unanswered(at, elapsed(), error);
    }
  }

  return {
    async attempt(prepared, delivery) {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(new DOMException('too late', 'TimeoutError')), attemptMs);
      inFlight.add(controller);
      try {
        const outcome = await traced(delivery, (hop) => send(prepared, hop, controller));
        if (stopped && !outcome.succeeded) return undefined;
        metrics.observe(delivery, outcome);
        report(logger, delivery, outcome);
        return outcome;
      } finally {
        clearTimeout(timer);
        inFlight.delete(controller);
      }
    },
    cut() {
      stopped = true;
      inFlight.forEach((controller) => controller.abort());
    },
  };
}

/** Makes an attempt a hop of its trace: what is sent carries the hop. */
async function traced(delivery: DueDelivery, send: (hop: DueDelivery) => Promise<Outcome>): Promise<Outcome> {
  const { _id: deliveryId, kind, event, tries } = delivery;
  const span = startSpan(`${kind} ${event}`, 'client', delivery.traceparent, { deliveryId, tries });
  const outcome = await send({ ...delivery, traceparent: span.traceparent });
  const { status = 0 } = outcome.attempt;
  span.end({ failed: !outcome.succeeded, attributes: { 'http.response.status_code': status } });
  return outcome;
}

function report(logger: Logger, delivery: DueDelivery, { attempt, succeeded }: Outcome): void {
  const { _id: deliveryId, organizationId, targetId, kind, eventId, event, tries, traceparent } = delivery;
  const ids = { traceId: traceIdOf(traceparent), organizationId, deliveryId, targetId, eventId };
  const { status, durationMs: ms } = attempt;
  logger.info({ ...ids, kind, event, tries, succeeded, status, ms }, 'Attempted a delivery');
}
