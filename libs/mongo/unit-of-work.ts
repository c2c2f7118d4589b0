import { AppError } from '@fileonion/errors';
import type { Logger, RequestContext } from '@fileonion/service-kit';
import type { ClientSession, Connection } from 'mongoose';
import { backOff } from './back-off';
import { isDuplicateKey, isTransient, isUnreachable, toAppError } from './faults';
import { createIdempotency, type KeptAnswer } from './idempotency';
import { inTransaction } from './transaction';
import { createTurns, type EndTurn, type Turns } from './turns';

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
  <T, Prepared>(
    ctx: RequestContext,
    prepare: () => Promise<Prepared>,
    work: (tx: Tx, prepared: Prepared) => Promise<T>,
  ): Promise<T>;
}

const maxWaitForDuplicateMs = 10_000;

/** One run of the work. */
interface Attempt {
  /** Whether the call has its idempotency key for itself, or needs none. */
  claimed: boolean;
  hooks: (() => void)[];
}

interface Parts {
  connection: Connection;
  logger: Logger;
  turns: Turns;
}

/** Opens the unit of work of a service's database. `secret` seals the kept answers. */
export function createUnitOfWork(options: { connection: Connection; secret: Uint8Array; logger: Logger }): UnitOfWork {
  const keptAnswerOf = createIdempotency(options.connection, options.secret);
  const parts = { ...options, turns: createTurns() };
  return async <T, Prepared>(
    ctx: RequestContext,
    first: (() => Promise<Prepared>) | ((tx: Tx) => Promise<T>),
    last?: (tx: Tx, prepared: Prepared) => Promise<T>,
  ): Promise<T> => {
    const kept = keptAnswerOf(ctx);
    if (!last) return answer(parts, ctx, kept, first as (tx: Tx) => Promise<T>);
    const earlier = await kept?.find().catch((error: unknown) => {
      throw toAppError(error);
    });
    if (earlier) return earlier.replay as T;
    const prepared = await (first as () => Promise<Prepared>)();
    return answer(parts, ctx, kept, (tx) => last(tx, prepared));
  };
}

async function answer<T>(
  { connection, logger, turns }: Parts,
  ctx: RequestContext,
  kept: KeptAnswer | undefined,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const started = Date.now();
  let endTurn: EndTurn | undefined;
  try {
    for (let count = 1; ; count += 1) {
      const attempt: Attempt = { claimed: kept === undefined, hooks: [] };
      try {
        const run = (session: ClientSession) => answerOnce(session, ctx, kept, attempt, work);
        const result = await inTransaction(connection, ctx, { repeatable: kept !== undefined }, run);
        runHooks(attempt.hooks, logger);
        return result;
      } catch (error) {
        checkRepeatable(error, attempt, started);
        await backOff(ctx, count, error);
        // All those who conflict would do so again and again, and the more the longer each takes.
        if (attempt.claimed && !isUnreachable(error)) endTurn ??= await turnOf(turns, ctx);
      }
    }
  } finally {
    endTurn?.();
  }
}

/** Throws what another run would not change. */
function checkRepeatable(error: unknown, { claimed }: Attempt, started: number): void {
  const waits = !claimed && isDuplicateKey(error);
  if (!isTransient(error) && !waits) throw toAppError(error);
  // A server that is away says nothing of another call.
  const inProgress = !claimed && !isUnreachable(error);
  if (inProgress && Date.now() - started > maxWaitForDuplicateMs) throw new AppError('idempotency_in_progress');
}

/** Calls that conflict are of one organization; what the system does by itself needs no turn, since it is one of a kind. */
async function turnOf(turns: Turns, { caller, signal }: RequestContext): Promise<EndTurn | undefined> {
  return caller && turns.take(caller.organizationId, signal);
}

async function answerOnce<T>(
  session: ClientSession,
  ctx: RequestContext,
  kept: KeptAnswer | undefined,
  attempt: Attempt,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  Object.assign(ctx.reply, { existed: false, replayed: false, etag: undefined });
  const now = new Date();
  const earlier = await kept?.claim(session, now);
  attempt.claimed = true;
  if (earlier) return earlier.replay as T;
  const answer = await work({ session, now, ctx, afterCommit: (run) => attempt.hooks.push(run) });
  await kept?.fill(session, answer);
  return answer;
}

function runHooks(hooks: (() => void)[], logger: Logger): void {
  for (const hook of hooks) {
    try {
      hook();
    } catch (error) {
      logger.error({ err: error }, 'Work after a commit failed');
    }
  }
}
