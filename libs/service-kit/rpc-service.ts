import type { RequestContext } from './request-context';
import type { RequestOf, ResponseOf, RpcDefinition, RpcMethod } from './rpc-types';

/** Serves one method. Throws an AppError to refuse; anything else that it throws reaches the caller as `internal`. */
export type RpcHandler<Request, Response> = (ctx: RequestContext, request: Request) => Promise<Response>;

/** One handler for each method of a service. */
export type RpcHandlers<Definition extends RpcDefinition> = {
  readonly [Method in keyof Definition]: RpcHandler<RequestOf<Definition[Method]>, ResponseOf<Definition[Method]>>;
};

/** A service ready to be served. */
export interface RpcService {
  readonly methods: readonly { readonly method: RpcMethod; readonly handler: RpcHandler<never, unknown> }[];
}

/** Joins a service's definition with its handlers. */
export function rpcService<Definition extends RpcDefinition>(
  definition: Definition,
  handlers: RpcHandlers<Definition>,
): RpcService {
  return {
    methods: Object.entries(definition).map(([name, method]) => ({
      method,
      handler: handlers[name as keyof Definition],
    })),
  };
}
