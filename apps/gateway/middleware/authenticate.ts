import { performance } from 'node:perf_hooks';
import { status } from '@grpc/grpc-js';
import { reasons } from '@fileonion/contract';
import { AppError } from '@fileonion/errors';
import type { Request, RequestHandler } from 'express';
import { bearerToken } from '../bearer';
import { callOf } from '../call';
import { credentialOf } from '../credentials';
import type { Failures } from '../failures';
import type { Identify } from '../identify';
import type { KeyUse } from '../key-use';
import { inTime } from '../patience';
import { requireTarget } from '../refusals';
import { isOpen } from '../target';

/** What authenticating needs. */
export interface AuthenticateOptions {
  identify: Identify;
  failures: Failures;
  keyUse: KeyUse;
}

/** Finds out who calls, unless the target is open to everyone; counts the call against the caller's limit. */
export function authenticate({ identify, failures, keyUse }: AuthenticateOptions): RequestHandler {
  return async (req, res, next) => {
    const call = callOf(res);
    if (isOpen(call.target)) return next();
    const token = bearerToken(req.headers.authorization);
    if (token === undefined) {
      // Whoever brings no credentials learns that a path is wrong, but not what a right one offers.
      if (call.target.kind !== 'other-method') requireTarget(call.target);
      throw new AppError('missing_credentials', 'Send an API key or a session token as "Authorization: Bearer …".');
    }
    try {
      const identity = identify(credentialOf(token, organizationOf(req)), call);
      const { principal, usage } = await inTime(call.target, identity);
      call.principal = principal;
      call.usage = usage;
      call.identifyMs = performance.now() - call.arrivedAt;
      keyUse.note(principal);
    } catch (error) {
      throw isWrongCredential(error) ? await failures.note('credentials', call.address, error) : error;
    }
    next();
  };
}

function organizationOf(req: Request): string | undefined {
  const header = req.headers['x-organization-id'];
  return typeof header === 'string' ? header : undefined;
}

function isWrongCredential(error: unknown): error is AppError {
  return error instanceof AppError && reasons[error.reason].grpcCode === status.UNAUTHENTICATED;
}
