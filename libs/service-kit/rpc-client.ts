import { toMetadata } from './metadata';
import { rawClient, type ClientOptions } from './raw-client';
import type { CallContext, Reply } from './request-context';
import type { RequestOf, ResponseOf, RpcDefinition, RpcMethod } from './rpc-types';

/** How one call differs from others. */
export interface RpcCallOptions {
  /** Passes on idempotency key and `If-Match`, and takes the answer's etag, existed and replayed into `ctx.reply`. */
  forward?: boolean;
}

/** Who calls; `reply` takes what a forwarded call answers. */
export type RpcCaller = CallContext & { readonly reply?: Reply };

/** Calls a service's methods. Each throws an AppError. */
export type RpcClient<Definition extends RpcDefinition> = {
  readonly [Method in keyof Definition]: (
    ctx: RpcCaller,
    request: RequestOf<Definition[Method]>,
    options?: RpcCallOptions,
  ) => Promise<ResponseOf<Definition[Method]>>;
} & { close(): void };

/** Connects to a service. Calls go on with what is left of the caller's deadline, and end with its signal. */
export function rpcClient<Definition extends RpcDefinition>(
  definition: Definition,
  address: string,
  options: ClientOptions = {},
): RpcClient<Definition> {
  const raw = rawClient(address, options);
  const methods = Object.entries(definition).map(([name, method]) => [name, callOf(method)] as const);
  return { ...Object.fromEntries(methods), close: () => raw.close() } as RpcClient<Definition>;

  function callOf(method: RpcMethod) {
    return async (ctx: RpcCaller, request: unknown, { forward = false }: RpcCallOptions = {}): Promise<unknown> => {
      const metadata = toMetadata(forward ? ctx : carried(ctx));
      const { deadline, signal } = ctx;
      const answer = await raw.call(method.path, method.requestSerialize(request as never), {
        metadata,
        deadline,
        signal,
      });
      if (forward && ctx.reply) {
        const { etag, existed, replayed } = answer;
        Object.assign(ctx.reply, { etag, existed, replayed });
      }
      return method.responseDeserialize(answer.bytes);
    };
  }
}

// Key and version belong to the object that the outer call names, not to what is called on the way.
function carried({ requestId, traceparent, ip, caller }: RpcCaller): Partial<CallContext> {
  return { requestId, traceparent, ip, caller };
}
