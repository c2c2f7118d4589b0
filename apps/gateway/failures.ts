import { AppError } from '@fileonion/errors';
import { addressGroup } from './caller-address';
import { usageOf, type Limiter } from './limiter';

/** Slows down guessing. What succeeds is never touched by it. */
export interface Failures {
  /** Counts a failure of an address; gives the error to answer, which is another once the address has failed too often. */
  note(kind: 'credentials' | 'public', address: string, error: AppError): Promise<AppError>;
}

/** Failures with a limit a minute for each address. */
export function createFailures(limiter: Limiter, limit: number): Failures {
  return {
    async note(kind, address, error) {
      const { exceeded, resetsInMs } = usageOf(await limiter.consume(`${kind}:${addressGroup(address)}`, limit), limit);
      if (!exceeded) return error;
      return new AppError('rate_limited', 'Too many failed attempts from this address.', {
        retryAfterSeconds: Math.max(1, Math.ceil(resetsInMs / 1000)),
      });
    },
  };
}
