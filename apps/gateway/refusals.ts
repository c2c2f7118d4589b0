import { AppError } from '@fileonion/errors';
import type { Target } from './target';

/** Throws unless there is something to be had under the request line. */
export function requireTarget(target: Target): void {
  if (target.kind === 'unknown') throw new AppError('route_not_found', 'No route has this path.');
  if (target.kind === 'malformed')
    throw new AppError('malformed_request', 'The path, the query or the Host header is malformed.');
  if (target.kind === 'other-method')
    throw new AppError('method_not_allowed', `This path offers ${target.allow.join(', ')}.`);
}
