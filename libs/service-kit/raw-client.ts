import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Metadata } from '@grpc/grpc-js';
import { AppError, fromServiceError } from '@fileonion/errors';
import { replyOf, traceparentOf } from './metadata';
import type { Metrics } from './metrics';
import type { Reply } from './request-context';
import { createRetryBudget } from './retry-budget';
import { isRead } from './rpc-types';
import { isFailure, startSpan } from './span';
import { clientCredentials, type TlsFiles } from './tls';
import { wasNeverSent, whenConnected } from './when-connected';

/** How a service is called. */
export interface ClientOptions {
  metrics?: Metrics;
  /** The caller's certificate; a program's configuration has it. */
  tls?: TlsFiles;
}

/** How a call is made. */
export interface RawCallOptions {
  metadata: Metadata;
  /** Epoch milliseconds. */
  deadline: number;
  signal?: AbortSignal;
}

/** An answer: the encoded message and what its metadata say. */
export interface RawAnswer extends Reply {
  bytes: Buffer;
}

/** Calls methods of a service without knowing their messages. */
export interface RawClient {
  /** Throws an AppError. */
  call(rpcPath: string, bytes: Uint8Array, options: RawCallOptions): Promise<RawAnswer>;
  close(): void;
}

const channelOptions = {
  // A full page of deliveries, each with the answers to 20 attempts, is larger than grpc's own 4 MiB.
  'grpc.max_receive_message_length': 16 * 1024 * 1024,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5000,
};

/** Connects to a service at `host:port`, or with `dns:///host:port` to all that the name resolves to. */
export function rawClient(address: string, { metrics, tls = {} }: ClientOptions = {}): RawClient {
  const client = new Client(address, clientCredentials(tls), channelOptions);
  const budget = createRetryBudget();
  const connected = whenConnected(client);
  return {
    async call(rpcPath, bytes, options) {
      const started = performance.now();
      const span = startSpan(rpcPath.slice(1), 'client', traceparentOf(options.metadata));
      options.metadata.set('traceparent', span.traceparent);
      let code: string = 'ok';
      try {
        return await callWithRetry();
      } catch (error) {
        code = error instanceof AppError ? error.reason : 'internal';
        throw error;
      } finally {
        metrics?.rpcClient.observe({ method: rpcPath, code }, (performance.now() - started) / 1000);
        span.end({ failed: isFailure(code), attributes: { code } });
      }

      async function callWithRetry(): Promise<RawAnswer> {
        try {
          budget.earn();
          return await callConnected();
        } catch (error) {
          // Another try that takes as long must not keep the caller from learning this in time.
          const inTime = Date.now() + performance.now() - started < options.deadline;
          if (!isRead(rpcPath) || !mayPass(error) || !inTime) throw error;
          const affordable = budget.spend();
          metrics?.rpcRetries.inc({ method: rpcPath, outcome: affordable ? 'made' : 'refused' });
          if (!affordable) throw error;
          await sleep(20 + Math.random() * 80);
          return callConnected();
        }
      }

      function callConnected(): Promise<RawAnswer> {
        return connected(options.deadline, () => callOnce(client, rpcPath, bytes, options));
      }
    },
    close: () => client.close(),
  };
}

/** Whether another try may be served. What could not be sent has been waiting for that already. */
function mayPass(error: unknown): boolean {
  return error instanceof AppError && error.reason === 'unavailable' && !wasNeverSent(error);
}

function callOnce(client: Client, path: string, bytes: Uint8Array, options: RawCallOptions): Promise<RawAnswer> {
  const { metadata, deadline, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw new AppError('deadline_exceeded', undefined, { cause: signal.reason });
    let reply: Reply = { existed: false, replayed: false };
    const request = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const call = client.makeUnaryRequest(path, same, same, request, metadata, { deadline }, (error, answer) => {
      signal?.removeEventListener('abort', cancel);
      if (error) reject(fromServiceError(error));
      else resolve({ bytes: answer!, ...reply });
    });
    call.on('metadata', (received) => (reply = replyOf(received)));
    signal?.addEventListener('abort', cancel, { once: true });

    function cancel(): void {
      call.cancel();
    }
  });
}

function same(bytes: Buffer): Buffer {
  return bytes;
}
