import { decodeRequest, type Route } from '@fileonion/contract';
import { AppError } from '@fileonion/errors';
import type { CarriedContext } from '@fileonion/service-kit';
import type { Request } from 'express';
import { readJson } from './body';
import { fingerprintOf } from './fingerprint';
import type { RouteTarget } from './target';

/** A request as its service takes it. */
export interface ReadRequest {
  /** The encoded request message. */
  bytes: Uint8Array;
  /** Headers that change how the call is carried out. */
  headers: Pick<CarriedContext, 'idempotency' | 'ifMatch'>;
}

/**
 * Reads what a route takes from path, query, headers and body; throws every fault at once. An id that cannot be one is
 * looked at last, so that it answers as one that nothing has.
 */
export async function readRequest(req: Request, target: RouteTarget): Promise<ReadRequest> {
  const { route, params } = target;
  const query = new URLSearchParams(target.query);
  // What has no place for a body, such as a DELETE, ignores one.
  const body = route.hasBody ? await readJson(req, needsNoBody(route)) : undefined;
  const decoded = decodeRequest(route, { params, query, headers: req.headers, body });
  if (!decoded.ok && !decoded.notFound) throw AppError.validation(decoded.violations);
  const headers = readHeaders(req, target, body);
  if (!decoded.ok) throw new AppError('not_found');
  return { bytes: decoded.bytes, headers };
}

const bodiless = new WeakMap<Route, boolean>();

/** Whether every field of the body is optional. */
function needsNoBody(route: Route): boolean {
  const known = bodiless.get(route);
  if (known !== undefined) return known;
  const empty = decodeRequest(route, { params: {}, query: new URLSearchParams(), body: {} });
  const needsNone = empty.ok || empty.notFound === true || !empty.violations.some(({ code }) => code === 'required');
  bodiless.set(route, needsNone);
  return needsNone;
}

function readHeaders(req: Request, target: RouteTarget, body: unknown): ReadRequest['headers'] {
  const { method } = target.route;
  if (method === 'POST') return { idempotency: readIdempotency(req, target, body) };
  return method === 'PUT' || method === 'DELETE' ? { ifMatch: readIfMatch(req) } : {};
}

/** A caller whose ETag has got lost would overwrite what others have changed. */
function readIfMatch({ headers: { 'if-match': etags } }: Request): string | undefined {
  if (etags === '') throw new AppError('malformed_request', 'An If-Match has an ETag, several of them, or *.');
  return etags;
}

function readIdempotency(req: Request, target: RouteTarget, body: unknown): CarriedContext['idempotency'] {
  const key = req.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new AppError('malformed_request', 'An Idempotency-Key has 1 to 255 printable ASCII characters.');
  }
  return { key, fingerprint: fingerprintOf(target, body) };
}
