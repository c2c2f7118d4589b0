import type { TenantRow } from '@fileonion/mongo';
import type { Outcome } from './attempt';

/** What deliveries go to: a webhook, or a workflow action. */
export type TargetKind = 'webhook' | 'action';

/** How a target has fared. */
export interface Health {
  lastSuccessAt?: Date;
  /** The first failure since the last success. */
  failingSince?: Date;
  /** Failing or slow targets are kept apart from the others, so that they hold nobody up. */
  slow: boolean;
}

/** The engine's view of a webhook or action; its id is that of the webhook or action. */
export interface TargetRow extends TenantRow, Health {
  kind: TargetKind;
  /** When an engine is to look at it; unset while nothing waits. During a lease, the lease's end. */
  dueAt?: Date;
  /** Something was queued that nobody has taken note of. */
  marked: boolean;
  /** Who works on it, until when. */
  leaseToken?: string;
  leaseUntil?: Date;
}

/** An attempt that takes longer is slow; so long, too, slow targets are sent to before others have their turn. */
export const slowMs = 2000;

/**
 * How long after something was queued a slow target is looked at, at the latest. What is queued meanwhile is taken
 * together: a look costs reads and writes, of which a target that fails could cause a number for every event.
 */
export const slowLookMs = 1000;

/** The health of a target as it is stored. */
export function healthOf({ lastSuccessAt, failingSince, slow }: TargetRow): Health {
  return { lastSuccessAt, failingSince, slow };
}

/** The health after an attempt. */
export function healthAfter({ lastSuccessAt, failingSince }: Health, { attempt, succeeded }: Outcome): Health {
  if (succeeded) return { lastSuccessAt: attempt.at, failingSince: undefined, slow: attempt.durationMs > slowMs };
  return { lastSuccessAt, failingSince: failingSince ?? attempt.at, slow: true };
}
