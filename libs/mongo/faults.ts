import type { ReasonCode } from '@fileonion/contract';
import { AppError } from '@fileonion/errors';
import { mongo, MongooseError } from 'mongoose';

const duplicateKey = 11000;
const noSuchTransaction = 251;
/** The driver does not export the class. */
const waitedForConnection = 'MongoWaitQueueTimeoutError';
/** The driver lets a write to a socket that has just closed fail as it is. */
const socketFaults: unknown[] = ['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'];
const unreachableLabels = ['RetryableWriteError', 'SystemOverloadedError'];

/** Whether the same transaction may succeed when it is run again. */
export function isTransient(error: unknown): boolean {
  if (isUnreachable(error)) return true;
  const fault = rootOf(error);
  return fault instanceof mongo.MongoError && fault.hasErrorLabel('TransientTransactionError');
}

/** Whether a commit may or may not have happened. */
export function isCommitUnknown(error: unknown): boolean {
  if (isUnreachable(error)) return true;
  const fault = rootOf(error);
  return fault instanceof mongo.MongoError && fault.hasErrorLabel('UnknownTransactionCommitResult');
}

/**
 * Whether the server does not know the transaction: it never had it, gave it up, or forgot it in a restart. At a commit
 * that may follow a lost answer, so that the effect is there or is not.
 */
export function isTransactionUnknown(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === noSuchTransaction;
}

/** What a caller may see of a fault: a server that is away is `unavailable`; all else stays, and is `internal` on the wire. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError || !isUnreachable(error)) return error;
  return new AppError('unavailable', undefined, { retryAfterSeconds: 1, cause: error });
}

/**
 * Names the reason behind a duplicate key, by the name of the unique index: `await insert().catch(mapDuplicateKey({…}))`.
 * The transaction ends with it; it is not caught and carried on.
 */
export function mapDuplicateKey(reasons: Record<string, ReasonCode>): (error: unknown) => never {
  return (error) => {
    const fault = rootOf(error);
    const reason = isDuplicateKey(fault)
      ? Object.entries(reasons).find(([index]) => fault.message.includes(`index: ${index} `))?.[1]
      : undefined;
    throw reason ? new AppError(reason, undefined, { cause: error }) : error;
  };
}

/** Whether a unique index refused a write. */
export function isDuplicateKey(error: unknown): error is mongo.MongoServerError {
  return error instanceof mongo.MongoServerError && error.code === duplicateKey;
}

/** Whether the server could not be reached, or not in time. */
export function isUnreachable(error: unknown): boolean {
  const fault = rootOf(error);
  return (
    fault instanceof mongo.MongoNetworkError ||
    fault instanceof mongo.MongoServerSelectionError ||
    fault instanceof mongo.MongoNotConnectedError ||
    fault instanceof mongo.MongoOperationTimeoutError ||
    (fault instanceof mongo.MongoDriverError && fault.name === waitedForConnection) ||
    (fault instanceof mongo.MongoError && unreachableLabels.some((label) => fault.hasErrorLabel(label))) ||
    (fault instanceof MongooseError && fault.name === 'MongooseServerSelectionError') ||
    socketFaults.includes((fault as { code?: unknown } | undefined)?.code)
  );
}

/** The driver's own error within those that wrap it: ours, and the one of inserts. */
function rootOf(error: unknown): unknown {
  if (error instanceof AppError && error.reason === 'unavailable') return rootOf(error.cause);
  if (error instanceof mongo.MongoBulkWriteError && error.errorResponse instanceof Error) return error.errorResponse;
  return error;
}
