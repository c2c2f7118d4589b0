import { reasons } from '@fileonion/contract';
import { AppError } from '@fileonion/errors';
import { isFailure, type Logger } from '@fileonion/service-kit';
import type { ErrorRequestHandler, Response } from 'express';
import { callOf } from '../call';
import { failure, sendJson } from '../envelope';

/** Answers whatever was thrown. What lies behind a failure of ours is logged, and nothing of it is shown. */
export function errors(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, _req, res, _next) => {
    const { requestId, target } = callOf(res);
    const error = thrown instanceof AppError ? thrown : new AppError('internal', undefined, { cause: thrown });
    report(logger, res, error);
    // Half an answer cannot be taken back.
    if (res.headersSent) return res.destroy();
    const { status, body } = failure(requestId, error);
    if (status === 405 && target.kind === 'other-method') res.setHeader('Allow', target.allow.join(', '));
    if (status === 401 || error.reason === 'insufficient_scope') res.setHeader('WWW-Authenticate', challenge(error));
    if (status === 429 || status === 503)
      res.setHeader('Retry-After', Math.max(1, Math.ceil(error.retryAfterSeconds ?? 1)));
    sendJson(res, status, body);
  };
}

function report(logger: Logger, res: Response, error: AppError): void {
  const { requestId } = callOf(res);
  if (error.reason === 'internal') logger.error({ err: error.cause ?? error, requestId }, 'A request failed inside');
  // Of a caller who has left it is known why they got no answer.
  else if (isFailure(error.reason) && error.cause && !res.destroyed)
    logger.warn({ err: error.cause, requestId }, 'A request could not be served');
}

/** RFC 6750: no error code for who has sent no token. */
function challenge({ reason }: AppError): string {
  const realm = 'Bearer realm="FileOnion"';
  if (reason === 'missing_credentials' || reason === 'password_required') return realm;
  const code = reason === 'insufficient_scope' ? reason : 'invalid_token';
  return `${realm}, error="${code}", error_description="${reasons[reason].title}"`;
}
