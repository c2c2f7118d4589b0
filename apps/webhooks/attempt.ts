import type { Attempt } from '@fileonion/contract/webhooks';
import type { OutgoingAnswer } from './http-client';
import { retryAfterMs } from './schedule';

/** What came of an attempt. */
export interface Outcome {
  attempt: Attempt & { at: Date };
  succeeded: boolean;
  /** The endpoint wants no more. */
  gone: boolean;
  /** For how long the endpoint asked not to be called. */
  retryAfterMs?: number;
}

const MOST_ERROR_CHARACTERS = 300;
const GONE = 410;

/** The outcome of an attempt that was answered. */
export function answered(at: Date, durationMs: number, { status, headers, body }: OutgoingAnswer): Outcome {
  const succeeded = status >= 200 && status < 300;
  const error = succeeded ? undefined : `the endpoint answered ${status}`;
  const answer = body.length ? body.toString() : undefined;
  const [retryAfter] = [headers['retry-after']].flat();
  return {
    attempt: { at, durationMs, status, error, answer },
    succeeded,
    gone: status === GONE,
    retryAfterMs: succeeded ? undefined : retryAfterMs(retryAfter, at),
  };
}

/** The outcome of an attempt that was not answered. */
export function unanswered(at: Date, durationMs: number, error: unknown): Outcome {
  const attempt = { at, durationMs, status: undefined, error: textOf(error), answer: undefined };
  return { attempt, succeeded: false, gone: false };
}

const texts: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
  ENOTFOUND: 'the host has no address',
  ENODATA: 'the host has no address',
  ETIMEOUT: 'the look-up of the host took too long',
};

/** Codes and TLS faults help whoever runs the endpoint; an address that a name resolved to is nobody's business. */
function textOf(error: unknown): string {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (name === 'TimeoutError') return 'no answer within 15 seconds';
  const text =
    texts[code ?? ''] ??
    (name === 'ForbiddenAddressError' || !code ? message : `${code.toLowerCase().replaceAll('_', ' ')}`);
  return (text || 'the call failed').slice(0, MOST_ERROR_CHARACTERS);
}
