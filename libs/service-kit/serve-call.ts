import { performance } from 'node:perf_hooks';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { AppError, toServiceError } from '@fileonion/errors';
import type { Logger } from './logger';
import { fromMetadata, replyMetadata, type ReceivedMetadata } from './metadata';
import type { Metrics } from './metrics';
import { requestContext, type RequestContext } from './request-context';
import type { RpcHandler } from './rpc-service';
import { isRead, type RpcMethod } from './rpc-types';
import { isFailure, startSpan } from './span';

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
  const received = fromMetadata(call.metadata);
  const hop = beginHop(method, received.traceparent, options.metrics);
  const gone = new AbortController();
  const ctx = contextOf(method, { ...received, traceparent: hop.traceparent }, call, gone.signal, options.logger);
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
    if (!answer(error instanceof AppError ? error.reason : 'internal', error)) return;
    callback(toServiceError(error));
    gone.abort(error);
  }

  function answer(code: string, error?: unknown): boolean {
    if (answered) return false;
    answered = true;
    clearTimeout(timer);
    report(ctx, options.logger, { code, ms: hop.end(code), err: error });
    return true;
  }
}

/** Begins the span of a call and its measurement. `end` gives the milliseconds that it took. */
function beginHop(method: RpcMethod, parent: string, metrics: Metrics) {
  const started = performance.now();
  const span = startSpan(method.path.slice(1), 'server', parent);
  return {
    traceparent: span.traceparent,
    end(code: string): number {
      const ms = performance.now() - started;
      metrics.rpcServer.observe({ method: method.path, code }, ms / 1000);
      span.end({ failed: isFailure(code), attributes: { code } });
      return ms;
    },
  };
}

function contextOf(
  method: RpcMethod,
  received: ReceivedMetadata,
  call: ServerUnaryCall<Buffer, Buffer>,
  signal: AbortSignal,
  logger: Logger,
): RequestContext {
  const deadline = Math.min(Number(call.getDeadline()), Date.now() + longestCallMs);
  return requestContext({ ...received, deadline, signal, method, logger });
}

/** Changes are in the log by default, so that what they lead to can be followed; reads are too many for that. */
function report(ctx: RequestContext, logger: Logger, { code, ms, err }: { code: string; ms: number; err: unknown }) {
  const { path } = ctx.method;
  const level = levelOf(code, path);
  // The context's own logger is made only for what is written.
  if (!logger.isLevelEnabled(level)) return;
  const message = code === 'ok' ? 'Served' : isFailure(code) ? 'A call could not be served' : 'A call was refused';
  ctx.logger[level]({ method: path, code, ms: Math.round(ms), err }, message);
}

function levelOf(code: string, path: string): 'error' | 'warn' | 'info' | 'debug' {
  if (code === 'internal') return 'error';
  if (isFailure(code)) return 'warn';
  return code === 'ok' && !isRead(path) ? 'info' : 'debug';
}
