import { limitCalls, type Metrics } from '@fileonion/service-kit';
import type { RequestHandler } from 'express';

/** Refuses calls beyond a number at work. */
export function shedLoad(most: number, metrics: Metrics): RequestHandler {
  const enter = limitCalls(most, metrics);
  return (_req, res, next) => {
    res.once('close', enter());
    next();
  };
}
