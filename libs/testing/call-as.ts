import { randomUUID } from 'node:crypto';
import type { Principal } from '@fileonion/contract/api';
import { rpcClient, type Reply, type RequestOf, type ResponseOf, type RpcDefinition } from '@fileonion/service-kit';

/** What a call may carry besides the message. */
export interface CallOptions {
  idempotencyKey?: string;
  /** What the gateway makes of method, path and body. */
  fingerprint?: string;
  ifMatch?: string;
  /** The HTTP method, where it matters. */
  httpMethod?: string;
  /** Takes the flags of the answer. */
  reply?: Partial<Reply>;
  timeoutMs?: number;
}

/** Calls a service over gRPC as the gateway would for this caller; without one, as another service does for itself. */
export function callAs<Definition extends RpcDefinition>(definition: Definition, address: string, caller?: Principal) {
  const client = rpcClient(definition, address);
  const calls = Object.keys(definition).map((name) => [
    name,
    (request: never, options: CallOptions = {}) =>
      client[name]!(contextOf(caller, options), request, { forward: true }),
  ]);
  return { ...Object.fromEntries(calls), close: () => client.close() } as Calls<Definition>;
}

type Calls<Definition extends RpcDefinition> = {
  readonly [Method in keyof Definition]: (
    request: RequestOf<Definition[Method]>,
    options?: CallOptions,
  ) => Promise<ResponseOf<Definition[Method]>>;
} & { close(): void };

function contextOf(caller: Principal | undefined, options: CallOptions) {
  const {
    idempotencyKey: key,
    fingerprint = 'the same call',
    ifMatch,
    httpMethod,
    reply = {},
    timeoutMs = 15_000,
  } = options;
  return {
    requestId: `req_${randomUUID()}`,
    traceparent: '',
    ip: '127.0.0.1',
    deadline: Date.now() + timeoutMs,
    signal: new AbortController().signal,
    caller,
    idempotency: key === undefined ? undefined : { key, fingerprint },
    ifMatch,
    httpMethod,
    reply: reply as Reply,
  };
}
