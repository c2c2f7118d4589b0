import type { Violation } from '@fileonion/contract';
import { reasons, type ReasonCode } from '@fileonion/contract/reasons';

export type { Violation };

/** What an error may carry besides its reason and message. */
export interface AppErrorOptions {
  violations?: Violation[];
  /** Seconds after which another try makes sense. */
  retryAfterSeconds?: number;
  /** What went wrong inside; logged, never sent. */
  cause?: unknown;
}

/**
 * A refusal that its caller may read. The message crosses every hop and ends in the error's `detail`, so it holds
 * nothing inner. Anything thrown that is no AppError reaches the caller as `internal`, without a word of it.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly reason: ReasonCode;
  readonly violations: Violation[];
  readonly retryAfterSeconds?: number;

  constructor(reason: ReasonCode, message: string = reasons[reason].title, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.violations = options.violations ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The refusal of an input with these faults. */
  static validation(violations: Violation[]): AppError {
    return new AppError('validation_failed', undefined, { violations });
  }
}
