import { AppError } from '@fileonion/errors';
import type { Metrics } from '@fileonion/service-kit';
import type { RequestHandler } from 'express';

/** Refuses calls beyond a number at work, so that too much load slows nobody down for long. */
export function shedLoad(most: number, { shedCalls }: Metrics): RequestHandler {
  let atWork = 0;
  return (_req, res, next) => {
    if (atWork >= most) {
      shedCalls.inc();
      throw new AppError('unavailable', 'Too many calls are at work.', { retryAfterSeconds: 1 });
    }
    atWork++;
    res.once('close', () => atWork--);
    next();
  };
}
