import { performance } from 'node:perf_hooks';
import { answered, unanswered, type Outcome } from './attempt';
import type { DeliveryMetrics } from './delivery-metrics';
import type { DueDelivery } from './delivery-repository';
import type { PreparedTarget } from './sender';

/** Makes attempts, of which each ends within a time. */
export interface Attempter {
  /** Makes an attempt; undefined where it was cut because the service stops. */
  attempt(prepared: PreparedTarget, delivery: DueDelivery): Promise<Outcome | undefined>;
  /** Cuts what is in flight. */
  cut(): void;
}

const ATTEMPT_MS = 15_000;

export function createAttempter({ now, metrics }: { now: () => Date; metrics: DeliveryMetrics }): Attempter {
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
      const timer = setTimeout(() => controller.abort(new DOMException('too late', 'TimeoutError')), ATTEMPT_MS);
      inFlight.add(controller);
      try {
        const outcome = await send(prepared, delivery, controller);
        if (stopped && !outcome.succeeded) return undefined;
        metrics.observe(delivery, outcome);
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
