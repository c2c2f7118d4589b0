import type { Dispatcher } from 'undici';

/** What came back. */
export interface OutgoingAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The first 4 KiB of the body, or more where more was asked for. */
  body: Buffer;
}

/** How much of a body is read, and for how long after its head. */
export interface BodyBounds {
  bytes: number;
  ms: number;
}

const firstFinalStatus = 200;

/**
 * Sends a request and reads a bounded part of the body for a bounded time. The status has decided already; whatever is
 * longer or later is cut with its connection.
 */
export function sendAndRead(
  pool: Dispatcher,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
  bounds: BodyBounds,
): Promise<OutgoingAnswer> {
  if (signal.aborted) return Promise.reject(signal.reason);
  const { promise, resolve, reject } = Promise.withResolvers<OutgoingAnswer>();
  const { handler, stop } = answerReader(bounds, (answer, error) => {
    signal.removeEventListener('abort', giveUp);
    if (answer) resolve(answer);
    else reject(error);
  });
  const giveUp = () => stop(signal.reason);
  signal.addEventListener('abort', giveUp);
  pool.dispatch(request, handler);
  return promise;
}

/** Takes the parser's events as they come: a stream for each of many short bodies costs more than the rest of the call. */
function answerReader(most: BodyBounds, done: (answer: OutgoingAnswer | undefined, error: unknown) => void) {
  const chunks: Buffer[] = [];
  let head: Omit<OutgoingAnswer, 'body'> | undefined;
  let [bytes, stopped] = [0, false];
  let timer: NodeJS.Timeout | undefined;
  let cut: (() => void) | undefined;

  /** A body that ends too early, or too late, is as long as it is. */
  function end(error?: unknown): void {
    clearTimeout(timer);
    done(head && { ...head, body: Buffer.concat(chunks).subarray(0, most.bytes) }, error);
  }
  function stop(reason?: unknown): void {
    stopped = true;
    end(reason);
    cut?.();
  }
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(controller) {
      cut = () => controller.abort(new Error('enough was read'));
      // Who gave up while the connection was made sends nothing.
      if (stopped) cut();
    },
    onResponseStart(_controller, status, headers) {
      if (status < firstFinalStatus) return;
      head = { status, headers };
      timer = setTimeout(stop, most.ms);
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > most.bytes) stop();
    },
    onResponseEnd: () => end(),
    onResponseError: (_controller, error) => end(error),
  };
  return { handler, stop };
}
