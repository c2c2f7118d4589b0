import { performance } from 'node:perf_hooks';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { AppError, toServiceError } from '@fileonion/errors';
import type { Logger } from './logger';
import { fromMetadata, replyMetadata } from './metadata';
import type { Metrics } from './metrics';
import { requestContext, type RequestContext } from './request-context';
import type { RpcHandler } from './rpc-service';
import type { RpcMethod } from './rpc-types';
import { childTraceparent } from './traceparent';

// Nobody waits longer; also covers a caller that set no deadline.
const longestCallMs = 60_000;

/** What calls are served with. */
export interface ServeOptions {
  logger: Logger;
  metrics: Metrics;
}

/**
 * Serves one call: whatever the handler does, the caller gets exactly one answer, in time, and nothing inner with it.
 * Bytes are decoded and encoded here and not by grpc-js, so that a fault in either is logged like any other.
 */
export function serveCall(
  method: RpcMethod,
  handler: RpcHandler<never, unknown>,
  options: ServeOptions,
  call: ServerUnaryCall<Buffer, Buffer>,
  callback: sendUnaryData<Buffer>,
): void {
  const started = performance.now();
  const gone = new AbortController();
  const ctx = contextOf(method, call, gone.signal, options.logger);
  let answered = false;

  const timer = setTimeout(() => fail(new AppError('deadline_exceeded')), Math.max(0, ctx.deadline - Date.now()));
  call.on('cancelled', () => fail(new AppError('deadline_exceeded', 'The caller is gone')));
  run().then(succeed, fail);

  async function run(): Promise<Buffer> {
    const request = method.requestDeserialize(call.request) as never;
    return method.responseSerialize((await handler(ctx, request)) as never);
  }

  function succeed(response: Buffer): void {
    if (!answer('ok')) return;
    const metadata = replyMetadata(ctx.reply);
    if (metadata) call.sendMetadata(metadata);
    callback(null, response);
  }

  function fail(error: unknown): void {
    const reason = error instanceof AppError ? error.reason : 'internal';
    if (!answer(reason)) return;
    report(ctx, reason, error);
    callback(toServiceError(error));
    gone.abort(error);
  }

  function answer(code: string): boolean {
    if (answered) return false;
    answered = true;
    clearTimeout(timer);
    options.metrics.rpcServer.observe({ method: method.path, code }, (performance.now() - started) / 1000);
    return true;
  }
}

function contextOf(
  method: RpcMethod,
  call: ServerUnaryCall<Buffer, Buffer>,
  signal: AbortSignal,
  logger: Logger,
): RequestContext {
  const received = fromMetadata(call.metadata);
  const deadline = Math.min(Number(call.getDeadline()), Date.now() + longestCallMs);
  const traceparent = childTraceparent(received.traceparent);
  return requestContext({ ...received, traceparent, deadline, signal, method, logger });
}

function report(ctx: RequestContext, reason: string, error: unknown): void {
  const fields = { reason, method: ctx.method.path, err: error };
  if (reason === 'internal') ctx.logger.error(fields, 'A call failed inside');
  else if (reason === 'unavailable' || reason === 'deadline_exceeded')
    ctx.logger.warn(fields, 'A call could not be served');
  else ctx.logger.debug(fields, 'A call was refused');
}
