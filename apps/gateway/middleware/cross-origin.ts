import cors from 'cors';
import type { RequestHandler } from 'express';
import { callOf } from '../call';
import { sendAllowed } from '../envelope';

/** Lets scripts of the configured origins call the API and read what its headers say. */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_req, _res, next) => next();
  return cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'X-Organization-Id',
      'X-Request-Id',
      'X-Share-Password',
    ],
    exposedHeaders: [
      'ETag',
      'Idempotency-Replayed',
      'Location',
      'Retry-After',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'X-Request-Id',
    ],
    maxAge: 600,
    preflightContinue: true,
  });
}

/** Answers OPTIONS for every path that exists, without credentials: a preflight cannot bring any. */
export const options: RequestHandler = (req, res, next) => {
  const { target } = callOf(res);
  if (req.method === 'OPTIONS' && target.kind === 'other-method') sendAllowed(res, target.allow);
  else next();
};
