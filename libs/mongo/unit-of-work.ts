import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@fileonion/errors';
import type { Logger, RequestContext } from '@fileonion/service-kit';
import type { ClientSession, Connection } from 'mongoose';
import { isCommitUnknown, isDuplicateKey, isTransient, toAppError } from './faults';
import { createIdempotency, type KeptAnswer } from './idempotency';

/** What a write needs: every repository method that changes something takes it. */
export interface Tx {
  readonly session: ClientSession;
  /** The time of the change. */
  readonly now: Date;
  readonly ctx: RequestContext;
  /** Runs once the change is in force; it must not throw, and a failure of it changes nothing. */
  afterCommit(run: () => void): void;
}

/**
 * Runs `work` in a transaction, again if it conflicts with another, until the call's deadline. With an idempotency key
 * the answer is kept in the same transaction and given again to a repetition; `T` then is the method's response message.
 * Inside: no RPC, no Redis, no `Promise.all`, no nesting, no fault caught and carried on.
 */
export interface UnitOfWork {
  <T>(ctx: RequestContext, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** `prepare` asks other services before the transaction. It is left out where a kept answer is given again. */
  <T, Prepared>(ctx: RequestContext, prepare: () => Promise<Prepared>, work: (tx: Tx, prepared: Prepared) => Promise<T>): Promise<T>;
}

const maxWaitForDuplicateMs = 10_000;

/** Opens the unit of work of a service's database. `secret` seals the kept answers. */
export function createUnitOfWork({ connection, secret, logger }: { connection: Connection; secret: Uint8Array; logger: Logger }): UnitOfWork {
  const keptAnswerOf = createIdempotency(connection, secret);
  async function unitOfWork<T>(ctx: RequestContext, work: (tx: Tx) => Promise<T>): Promise<T> {
    const started = Date.now();
    for (let attempt = 1; ; attempt += 1) {
      const run = new Attempt<T>(ctx, keptAnswerOf(ctx), work);
      try {
        const answer = await run.execute(await connection.startSession());
        run.announce(logger);
        return answer;
      } catch (error) {
        if (!run.mayRepeat(error)) throw toAppError(error);
        if (!run.claimed && Date.now() - started > maxWaitForDuplicateMs) throw new AppError('idempotency_in_progress');
        await backOff(ctx, attempt, error);
      }
    }
  }
  return async <T, Prepared>(
    ctx: RequestContext,
    first: (() => Promise<Prepared>) | ((tx: Tx) => Promise<T>),
    work?: (tx: Tx, prepared: Prepared) => Promise<T>,
  ): Promise<T> => {
    if (!work) return unitOfWork(ctx, first as (tx: Tx) => Promise<T>);
    const kept = await keptAnswerOf(ctx)?.find();
    if (kept) return kept.replay as T;
    const prepared = await (first as () => Promise<Prepared>)();
    return unitOfWork(ctx, (tx) => work(tx, prepared));
  };
}

class Attempt<T> {
  /** Whether no other call holds the idempotency key. */
  claimed = false;
  private readonly hooks: (() => void)[] = [];

  constructor(
    private readonly ctx: RequestContext,
    private readonly kept: KeptAnswer | undefined,
    private readonly work: (tx: Tx) => Promise<T>,
  ) {
    Object.assign(ctx.reply, { existed: false, replayed: false, etag: undefined });
  }

  async execute(session: ClientSession): Promise<T> {
    try {
      checkDeadline(this.ctx);
      session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true }, readPreference: 'primary' });
      const answer = await this.answer(session);
      await commit(session, this.ctx);
      return answer;
    } finally {
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      await session.endSession();
    }
  }

  mayRepeat(error: unknown): boolean {
    return isTransient(error) || (!this.claimed && isDuplicateKey(error));
  }

  announce(logger: Logger): void {
    for (const hook of this.hooks) {
      try {
        hook();
      } catch (error) {
        logger.error({ err: error }, 'work after a commit failed');
      }
    }
  }

  private async answer(session: ClientSession): Promise<T> {
    const now = new Date();
    const earlier = await this.kept?.claim(session, now);
    this.claimed = true;
    if (earlier) return earlier.replay as T;
    const answer = await this.work({ session, now, ctx: this.ctx, afterCommit: (run) => this.hooks.push(run) });
    await this.kept?.fill(session, answer);
    return answer;
  }
}

/** A commit is repeated until it is known to have happened: running the work again could do it twice. */
async function commit(session: ClientSession, ctx: RequestContext): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      if (!isCommitUnknown(error)) throw error;
      if (Date.now() >= ctx.deadline) throw new AppError('deadline_exceeded');
      await backOff(ctx, attempt, error);
    }
  }
}

function checkDeadline(ctx: RequestContext): void {
  if (ctx.signal.aborted || Date.now() >= ctx.deadline) throw new AppError('deadline_exceeded');
}

/** Full jitter, so that those who conflicted do not meet again; gives up when the wait would outlive the deadline. */
async function backOff(ctx: RequestContext, attempt: number, error: unknown): Promise<void> {
  const wait = Math.random() * Math.min(250, 5 * 2 ** attempt);
  if (Date.now() + wait < ctx.deadline && !ctx.signal.aborted) return pause(wait);
  const mapped = toAppError(error);
  throw mapped instanceof AppError ? mapped : new AppError('unavailable', undefined, { retryAfterSeconds: 1, cause: error });
}
