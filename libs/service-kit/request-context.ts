import { randomUUID } from 'node:crypto';
import type { Principal } from '@fileonion/contract/api';
import { AppError } from '@fileonion/errors';
import type { Logger } from './logger';
import type { RpcMethod } from './rpc-types';
import { childTraceparent, traceIdOf } from './traceparent';

/** What a call takes along from hop to hop. */
export interface CallContext {
  /** One id for everything that an HTTP request causes. */
  readonly requestId: string;
  /** W3C trace context of this hop. */
  readonly traceparent: string;
  /** Address of the HTTP caller; empty for what the system does by itself. */
  readonly ip: string;
  /** Epoch milliseconds at which nobody waits for the answer any more. */
  readonly deadline: number;
  /** Aborts when the caller is gone or the deadline has passed. */
  readonly signal: AbortSignal;
  /** Who calls; undefined for what the system does by itself. */
  readonly caller?: Principal;
  /** Set on a POST with an `Idempotency-Key`. `fingerprint` identifies method, path and body. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
  /** The `If-Match` header, unparsed. */
  readonly ifMatch?: string;
  /** The HTTP method; a HEAD must have no effect that its GET has. */
  readonly httpMethod?: string;
}

/** What the answer says besides the message. */
export interface Reply {
  /** The object was there before, so a create answers 200. */
  existed: boolean;
  /** The answer is a kept one. */
  replayed: boolean;
  /** The stored version, in quotes. */
  etag?: string;
}

/** Everything that a handler knows about the call it serves. */
export interface RequestContext extends CallContext {
  /** The caller. Throws where there is none: internal code ran a tenant's rule without a tenant. */
  readonly principal: Principal;
  /** The method that is being served. Throws outside of a call. */
  readonly method: RpcMethod;
  /** For the handler to fill in. */
  readonly reply: Reply;
  /** Carries request id, trace id and organization. */
  readonly logger: Logger;
}

/** Makes a context; `caller` and `method` may be absent. */
export function requestContext(parts: CallContext & { method?: RpcMethod; logger: Logger }): RequestContext {
  const { method, logger, ...rest } = parts;
  let child: Logger | undefined;
  return {
    ...rest,
    reply: { existed: false, replayed: false },
    // Made on demand: most calls log nothing.
    get logger(): Logger {
      const { requestId, traceparent, caller } = rest;
      return (child ??= logger.child({
        requestId,
        traceId: traceIdOf(traceparent),
        organizationId: caller?.organizationId,
      }));
    },
    get principal(): Principal {
      return present(rest.caller, 'This work has no caller');
    },
    get method(): RpcMethod {
      return present(method, 'This work serves no call');
    },
  };
}

/** What a system context may be given; the rest has defaults. */
export interface SystemContextOptions {
  logger: Logger;
  /** Aborts when the service stops. */
  signal?: AbortSignal;
  /** The request that caused the work, from an event. */
  requestId?: string;
  /** The trace context of the work, where it belongs to a trace. */
  traceparent?: string;
}

/** How long work that no caller waits for may take. */
const systemMs = 15_000;

/** The context of work that no caller waits for: timers and consumers. */
export function systemContext(options: SystemContextOptions): RequestContext {
  const { logger, signal } = options;
  const requestId = options.requestId || `sys_${randomUUID()}`;
  const timeout = AbortSignal.timeout(systemMs);
  return requestContext({
    requestId,
    traceparent: options.traceparent ?? childTraceparent(),
    ip: '',
    deadline: Date.now() + systemMs,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    logger,
  });
}

function present<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new AppError('internal', message);
  return value;
}
