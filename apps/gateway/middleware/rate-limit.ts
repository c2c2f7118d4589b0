import { AppError } from '@fileonion/errors';
import type { RequestHandler } from 'express';
import { callOf } from '../call';

/** Refuses the calls of a caller who is over the limit, which was counted when the credentials were looked at. */
export const rateLimit: RequestHandler = (_req, res, next) => {
  const { principal, usage } = callOf(res);
  if (!principal || !usage) return next();
  const { limit, remaining, resetsInMs, exceeded } = usage;
  if (principal.apiKey) {
    res.setHeader('X-RateLimit-Limit', limit);
    res.setHeader('X-RateLimit-Remaining', remaining);
    res.setHeader('X-RateLimit-Reset', Math.ceil((Date.now() + resetsInMs) / 1000));
  }
  if (!exceeded) return next();
  throw new AppError('rate_limited', `More than ${limit} calls within a minute.`, {
    retryAfterSeconds: Math.max(1, Math.ceil(resetsInMs / 1000)),
  });
};
