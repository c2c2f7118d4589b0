import type { Principal } from '@fileonion/contract/api';
import type { Call } from './call';

/** The call that a principal is wanted for. */
export type Arrival = Pick<Call, 'arrivedAt' | 'requestId' | 'traceparent' | 'address'>;

/** A principal, and what decides how long it can be trusted. */
export interface Loaded {
  readonly principal: Principal;
  readonly epoch: string | undefined;
  /** Monotonic milliseconds before the load was sent. */
  readonly since: number;
  /** How often everything had been forgotten when the load was sent. */
  readonly generation: number;
}
