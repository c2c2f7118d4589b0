import type { RequestContext } from '@fileonion/service-kit';
import type { Freshness } from './freshness';

/** Runs a write in a transaction, and answers when it is in force. */
export type FreshUnitOfWork<Tx> = <T>(ctx: RequestContext, work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * A unit of work whose answer says "in force": no gateway judges by what was before. After no-ops and repetitions too,
 * because the call that did the work may have died between its commit and its answer.
 */
export function freshUnitOfWork<Tx>(unitOfWork: FreshUnitOfWork<Tx>, freshness: Freshness): FreshUnitOfWork<Tx> {
  return async (ctx, work) => {
    const answer = await unitOfWork(ctx, work);
    await freshness.changed(ctx.principal.organizationId);
    return answer;
  };
}
