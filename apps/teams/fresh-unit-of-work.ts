import type { Freshness } from '@fileonion/freshness';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';

/**
 * A unit of work whose answer says "in force": everything that this service writes may decide what callers can do. A
 * repetition sets the epoch as well, because the call that did the work may have died before it could.
 */
export function freshUnitOfWork(unitOfWork: UnitOfWork, freshness: Freshness): UnitOfWork {
  return async <T>(ctx: RequestContext, work: (tx: Tx) => Promise<T>): Promise<T> => {
    const answer = await unitOfWork(ctx, work);
    await freshness.changed(ctx.principal.organizationId);
    return answer;
  };
}
