import { encodeResponse } from '@fileonion/contract';
import { AppError } from '@fileonion/errors';
import { toMetadata, type RawAnswer } from '@fileonion/service-kit';
import type { RequestHandler, Response } from 'express';
import type { Backends } from './backends';
import { callOf, type Call } from './call';
import { isCreation, sendJson, statusOfSuccess, successBody } from './envelope';
import type { Failures } from './failures';
import { locationOf } from './location';
import { patienceMs } from './patience';
import { readRequest, type ReadRequest } from './read-request';
import type { Repeats } from './repeats';
import type { RouteTarget } from './target';

/** What transcoding needs. */
export interface TranscodeOptions {
  backends: Backends;
  failures: Failures;
  repeats: Repeats;
}

/** Makes the RPC that a route stands for, and of its answer an envelope. */
export function transcode({ backends, failures, repeats }: TranscodeOptions): RequestHandler {
  return async (req, res, next) => {
    const call = callOf(res);
    const { target } = call;
    if (target.kind !== 'route') return next();
    const request = await readRequest(req, target);
    try {
      const make = () => forward(backends, target, call, req.method, request);
      respond(res, target, await onceOnly(repeats, target, call, request, make));
    } catch (error) {
      throw isGuess(error, target) ? await failures.note('public', call.address, error) : error;
    }
  };
}

/** Makes a call that may have been made before with the same idempotency key. */
function onceOnly(
  repeats: Repeats,
  { route }: RouteTarget,
  { principal }: Call,
  { headers: { idempotency } }: ReadRequest,
  make: () => Promise<RawAnswer>,
): Promise<RawAnswer> {
  return principal && idempotency ? repeats.once(principal, idempotency.key, route.service, make) : make();
}

function forward(
  backends: Backends,
  { route }: RouteTarget,
  call: Call,
  httpMethod: string,
  request: ReadRequest,
): Promise<RawAnswer> {
  const { requestId, traceparent, address, principal, signal, target, identifyMs = 0 } = call;
  const metadata = toMetadata({
    requestId,
    traceparent,
    ip: address,
    caller: principal,
    httpMethod,
    ...request.headers,
  });
  const deadline = Date.now() + patienceMs(target) - identifyMs;
  return backends.of(route.service).call(route.rpcPath, request.bytes, { metadata, deadline, signal });
}

function respond(res: Response, { route, params }: RouteTarget, answer: RawAnswer): void {
  const { data, page } = encodeResponse(route, answer.bytes);
  const status = statusOfSuccess(route.access, answer.existed);
  const location = isCreation(status) ? locationOf(route, params, data) : undefined;
  if (location) res.setHeader('Location', location);
  if (answer.etag) res.setHeader('ETag', answer.etag);
  if (answer.replayed) res.setHeader('Idempotency-Replayed', 'true');
  sendJson(res, status, successBody(callOf(res).requestId, data, page));
}

/** On a public route the path is the credential, so that what is not found was a guess. */
function isGuess(error: unknown, { route }: RouteTarget): error is AppError {
  return route.access.public && error instanceof AppError && error.reason === 'not_found';
}
