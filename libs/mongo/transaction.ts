import { AppError } from '@fileonion/errors';
import type { RequestContext } from '@fileonion/service-kit';
import type { ClientSession, Connection } from 'mongoose';
import { backOff, checkDeadline } from './back-off';
import { isCommitUnknown, isTransactionUnknown } from './faults';

const options = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
} as const;

/**
 * Runs `work` in one transaction, once. `repeatable` says that a second run would recognise the effect of the first: then
 * a commit of which nobody knows whether it happened fails like a conflict, and otherwise for good.
 */
export async function inTransaction<T>(
  connection: Connection,
  ctx: RequestContext,
  { repeatable }: { repeatable: boolean },
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  checkDeadline(ctx);
  const session = await connection.startSession();
  try {
    session.startTransaction(options);
    const result = await work(session);
    await commit(session, ctx, repeatable);
    return result;
  } finally {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    await session.endSession();
  }
}

/** A commit whose answer was lost is repeated, which a server that remembers the transaction answers as it did before. */
async function commit(session: ClientSession, ctx: RequestContext, repeatable: boolean): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      if (!isCommitUnknown(error) && !isTransactionUnknown(error)) throw error;
      if (isTransactionUnknown(error)) throw repeatable ? error : mayHaveHappened(error);
      await backOff(ctx, attempt, error).catch((gaveUp: unknown) => {
        throw repeatable ? gaveUp : mayHaveHappened(error);
      });
    }
  }
}

/** Running the work again could do it twice; its caller learns that it may have had its effect. */
function mayHaveHappened(cause: unknown): AppError {
  return new AppError('deadline_exceeded', undefined, { cause });
}
