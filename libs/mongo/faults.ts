import type { ReasonCode } from '@fileonion/contract';
import { AppError } from '@fileonion/errors';
import { mongo, MongooseError } from 'mongoose';

/** Whether the same transaction may succeed when it is run again. */
export function isTransient(error: unknown): boolean {
  const fault = rootOf(error);
  if (isUnreachable(fault)) return true;
  return fault instanceof mongo.MongoError && fault.hasErrorLabel('TransientTransactionError');
}

/** Whether a commit may or may not have happened. */
export function isCommitUnknown(error: unknown): boolean {
  const fault = rootOf(error);
  return fault instanceof mongo.MongoError && (fault.hasErrorLabel('UnknownTransactionCommitResult') || isUnreachable(fault));
}

/** What a caller may see of a fault: the server away is `unavailable`, everything else stays as it is and becomes `internal` on the wire. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError || !isUnreachable(error)) return error;
  return new AppError('unavailable', undefined, { cause: error });
}

/**
 * Names the reason behind a duplicate key, by the name of the unique index: `await insert().catch(mapDuplicateKey({…}))`.
 * The transaction ends with it; it is not caught and carried on.
 */
export function mapDuplicateKey(reasons: Record<string, ReasonCode>): (error: unknown) => never {
  return (error) => {
    const fault = rootOf(error);
    const reason = isDuplicateKey(fault) ? Object.entries(reasons).find(([index]) => fault.message.includes(`index: ${index} `))?.[1] : undefined;
    throw reason ? new AppError(reason, undefined, { cause: error }) : error;
  };
}

/** Whether a unique index refused a write. */
export function isDuplicateKey(error: unknown): error is mongo.MongoServerError {
  return error instanceof mongo.MongoServerError && error.code === 11000;
}

function isUnreachable(error: unknown): boolean {
  return (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    error instanceof mongo.MongoNotConnectedError ||
    error instanceof mongo.MongoOperationTimeoutError ||
    (error instanceof mongo.MongoError && error.hasErrorLabel('RetryableWriteError')) ||
    (error instanceof MongooseError && error.name === 'MongooseServerSelectionError')
  );
}

/** The driver's own error behind a mapped one. */
function rootOf(error: unknown): unknown {
  return error instanceof AppError && error.cause !== undefined ? error.cause : error;
}
