import type { RequestHandler } from 'express';
export function pages(): RequestHandler {
  return (_req, _res, next) => next();
}
