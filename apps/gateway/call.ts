import type { Principal } from '@fileonion/contract/api';
import type { Span } from '@fileonion/service-kit';
import type { Response } from 'express';
import type { Usage } from './limiter';
import type { Target } from './target';

/** What the gateway knows about the call that it is serving. Each middleware adds what it finds out. */
export interface Call {
  readonly requestId: string;
  /** W3C trace context of this hop: of the caller's trace, or of a new one. */
  readonly traceparent: string;
  /** Ends the hop. */
  readonly endSpan: Span['end'];
  /** Address of the caller, after trusted proxies. */
  readonly address: string;
  /** Monotonic milliseconds at which the call arrived. */
  readonly arrivedAt: number;
  /** Aborts when the caller has gone away. */
  readonly signal: AbortSignal;
  /** What path and method name. */
  readonly target: Target;
  /** Who calls; set once the credentials have been accepted. */
  principal?: Principal;
  /** What the caller has used of the limit; set together with the principal. */
  usage?: Usage;
  /** Milliseconds of the call's time that finding out who calls has taken. */
  identifyMs?: number;
}

/** Attaches the call to its response. */
export function setCall(res: Response, call: Call): void {
  res.locals['call'] = call;
}

/** The call that a response belongs to. */
export function callOf(res: Response): Call {
  return res.locals['call'] as Call;
}
