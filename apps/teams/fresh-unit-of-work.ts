import type { Freshness } from '@fileonion/freshness';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';

/** Runs a write and answers when it is in force. */
export type FreshUnitOfWork = <T>(ctx: RequestContext, work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * A unit of work whose answer says "in force": everything that this service writes may decide what callers can do. A
 * repetition sets the epoch as well, because the call that did the work may have died before it could.
 */
export function freshUnitOfWork(unitOfWork: UnitOfWork, freshness: Freshness): FreshUnitOfWork {
  return async (ctx, work) => {
    const answer = await unitOfWork(ctx, work);
    await freshness.changed(ctx.principal.organizationId);
    return answer;
  };
}
