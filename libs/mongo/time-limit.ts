import type { RequestContext } from '@fileonion/service-kit';

// The call itself is told first that its time is over.
const graceMs = 500;

/** The option of a long read that ends it soon after the call: nobody waits for it any more. */
export function timeLimitOf({ deadline }: Pick<RequestContext, 'deadline'>): { maxTimeMS: number } {
  return { maxTimeMS: Math.max(0, deadline - Date.now()) + graceMs };
}
