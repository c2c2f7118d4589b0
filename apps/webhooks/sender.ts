import { DeliveryStatus } from '@fileonion/contract/webhooks';
import type { ActionContent } from './action-body';
import type { Outcome } from './attempt';
import type { DueDelivery, Recorded } from './delivery-queue';
import type { OutgoingAnswer } from './outgoing-answer';
import type { Health, TargetKind, TargetRow } from './target';

/** How deliveries are sent to a kind of target. */
export interface Sender {
  /** Reads the target's present settings; undefined where it is sent nothing, since it is switched off. */
  prepare(target: TargetRow): Promise<PreparedTarget | undefined>;
}

/** A target with its settings. */
export interface PreparedTarget {
  /** Reads what the target makes of a delivery's event, where it is not sent as it is. */
  contentOf?(delivery: DueDelivery): Promise<ActionContent | undefined>;
  /** Makes one attempt, which is begun at a moment. */
  send(delivery: DueDelivery, at: Date, signal: AbortSignal): Promise<OutgoingAnswer>;
  /** How long to wait after so many attempts, in milliseconds; undefined where there is no further one. */
  delayAfter(tries: number): number | undefined;
  /** Considers a failure. @returns whether the target is switched off because of it. */
  afterFailure(outcome: Outcome, health: Health): Promise<boolean>;
}

/** The senders of each kind of target. */
export type Senders = Record<TargetKind, Sender>;

/** What a delivery becomes by an attempt. */
export function resultOf(delivery: DueDelivery, outcome: Outcome, delayAfter: PreparedTarget['delayAfter']): Recorded {
  if (outcome.succeeded) return { delivery, outcome, status: DeliveryStatus.SUCCEEDED };
  const delay = outcome.gone ? undefined : delayAfter(delivery.tries + 1);
  if (delay === undefined) return { delivery, outcome, status: DeliveryStatus.FAILED };
  const { at, durationMs } = outcome.attempt;
  const dueAt = new Date(at.getTime() + durationMs + Math.max(delay, outcome.retryAfterMs ?? 0));
  return { delivery, outcome, status: DeliveryStatus.PENDING, dueAt };
}
