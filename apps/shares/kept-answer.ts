import type { UnitOfWork } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';

const notKept = Symbol('no answer is kept');

/**
 * Runs work that commits in another service, and keeps its answer under the call's idempotency key here as well. One
 * key then serves one call, whichever service holds its effect. The other service keeps the answer with the effect: a
 * repetition finds it there if this service dies in between.
 */
export async function keepAnswer<T>(unitOfWork: UnitOfWork, ctx: RequestContext, work: () => Promise<T>): Promise<T> {
  if (!ctx.idempotency) return work();
  const kept = await findKept<T>(unitOfWork, ctx);
  if (kept) return kept.answer;
  const answer = await work();
  const reply = { ...ctx.reply };
  return unitOfWork(ctx, async () => {
    Object.assign(ctx.reply, reply);
    return answer;
  });
}

/** Claims the key and lets it go again, which tells whether an answer is kept under it. */
async function findKept<T>(unitOfWork: UnitOfWork, ctx: RequestContext): Promise<{ answer: T } | undefined> {
  try {
    return {
      answer: await unitOfWork<T>(ctx, async () => {
        throw notKept;
      }),
    };
  } catch (error) {
    if (error === notKept) return undefined;
    throw error;
  }
}
