import type { UnitOfWork } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';

/**
 * Runs work that commits in another service, and keeps its answer under the call's idempotency key here as well. One
 * key then serves one call, whichever service holds its effect. The other service keeps the answer with the effect: a
 * repetition finds it there if this service dies in between.
 */
export async function keepAnswer<T>(unitOfWork: UnitOfWork, ctx: RequestContext, work: () => Promise<T>): Promise<T> {
  if (!ctx.idempotency) return work();
  return unitOfWork(
    ctx,
    async () => ({ answer: await work(), reply: { ...ctx.reply } }),
    async (_tx, { answer, reply }) => {
      Object.assign(ctx.reply, reply);
      return answer;
    },
  );
}
