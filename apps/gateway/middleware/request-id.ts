import { performance } from 'node:perf_hooks';
import { startSpan } from '@fileonion/service-kit';
import type { Request, RequestHandler } from 'express';
import { uuidv7 } from 'uuidv7';
import { setCall } from '../call';
import { callerAddress } from '../caller-address';
import { findTarget, nameOf } from '../target';

const acceptable = /^[A-Za-z0-9_.-]{1,128}$/;

/** Begins the call: its id, which is the caller's own if that can be used, and what the request line says. */
export const requestId: RequestHandler = (req, res, next) => {
  const given = req.headers['x-request-id'];
  const id = typeof given === 'string' && acceptable.test(given) ? given : newRequestId();
  res.setHeader('X-Request-Id', id);
  res.setHeader('Cache-Control', 'no-store');
  const gone = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) gone.abort();
  });
  const target = isWhole(req) ? findTarget(req.method, req.originalUrl) : ({ kind: 'malformed' } as const);
  const route = nameOf(target);
  const span = startSpan(`${req.method} ${route}`, 'server', req.headers['traceparent'] as string | undefined, {
    'http.request.method': req.method,
    'http.route': route,
    requestId: id,
  });
  setCall(res, {
    requestId: id,
    traceparent: span.traceparent,
    endSpan: span.end,
    address: callerAddress(req.ip, req.socket.remoteAddress),
    arrivedAt: performance.now(),
    signal: gone.signal,
    target,
  });
  next();
};

/** HTTP/1.1 asks for one host. Node would refuse none without an envelope, and of several take the first. */
function isWhole({ httpVersionMajor, httpVersionMinor, rawHeaders }: Request): boolean {
  const hosts = rawHeaders.filter((text, place) => place % 2 === 0 && text.length === 4 && /host/i.test(text)).length;
  return hosts === 1 || (hosts === 0 && (httpVersionMajor < 1 || httpVersionMinor < 1));
}

/** An id for a request that brought none. */
export function newRequestId(): string {
  return `req_${uuidv7()}`;
}
