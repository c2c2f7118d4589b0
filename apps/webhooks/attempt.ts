import { StringDecoder } from 'node:string_decoder';
import type { Attempt } from '@fileonion/contract/webhooks';
import type { OutgoingAnswer } from './outgoing-answer';
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

/** How long an attempt may take. */
export const attemptMs = 15_000;

const mostErrorCharacters = 300;
const goneStatus = 410;

/** The outcome of an attempt that was answered. */
export function answered(at: Date, durationMs: number, { status, headers, body }: OutgoingAnswer): Outcome {
  const succeeded = status >= 200 && status < 300;
  const error = succeeded ? undefined : `the endpoint answered ${status}`;
  const answer = textOfBody(body);
  const [retryAfter] = [headers['retry-after']].flat();
  return {
    attempt: { at, durationMs, status, error, answer },
    succeeded,
    gone: status === goneStatus,
    retryAfterMs: succeeded ? undefined : retryAfterMs(retryAfter, at),
  };
}

/** The outcome of an attempt that was not answered. */
export function unanswered(at: Date, durationMs: number, error: unknown): Outcome {
  const attempt = { at, durationMs, status: undefined, error: textOf(error), answer: undefined };
  return { attempt, succeeded: false, gone: false };
}

/**
 * The body as text that takes no more room, so that a page of deliveries can be answered whatever their endpoints say:
 * a byte that is no text becomes three. A character that a cut goes through is left out.
 */
function textOfBody(body: Buffer): string | undefined {
  const shown = Buffer.from(wholeCharacters(body)).subarray(0, body.length);
  return wholeCharacters(shown) || undefined;
}

function wholeCharacters(bytes: Buffer): string {
  return new StringDecoder('utf8').write(bytes);
}

const texts: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too long',
};
const noAddress = new Set(['ENOTFOUND', 'ENODATA']);

/** Codes and TLS faults help whoever runs the endpoint; an address that a name resolved to is nobody's business. */
function textOf(error: unknown): string {
  const { name, message, code, syscall } = error as {
    name?: string;
    message?: string;
    /** A DOMException has a number. */
    code?: string | number;
    syscall?: string;
  };
  if (name === 'TimeoutError') return `no answer within ${attemptMs / 1000} seconds`;
  if (typeof code !== 'string') return (message || 'the call failed').slice(0, mostErrorCharacters);
  // undici's words for a provisional answer that nobody asked for, which it cannot read past.
  if (message === 'bad response') return 'the endpoint answered 100, which nobody had asked for';
  if (syscall?.startsWith('query'))
    return noAddress.has(code) ? 'the host has no address' : 'the host could not be looked up';
  return texts[code] ?? code.toLowerCase().replaceAll('_', ' ');
}
