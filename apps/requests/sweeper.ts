import { setTimeout as sleep } from 'node:timers/promises';
import { holdLease } from '@fileonion/events';
import type { Logger } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';

/** Work that is done again and again, by one process of the service at a time. */
export interface Sweeper {
  /** Begins the next round at once, if this process is the one. */
  wake(): void;
  stop(): Promise<void>;
}

const pauseMs = 1000;

/** Starts to sweep. A round that fails is logged, and the next one tries again. */
export function startSweeper({ connection, logger, sweep }: { connection: Connection; logger: Logger; sweep: (signal: AbortSignal) => Promise<void> }): Sweeper {
  const lease = holdLease(connection, 'sweeper');
  const stopping = new AbortController();
  let bell = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      bell = new AbortController();
      if (lease.held()) await sweep(stopping.signal).catch((err: unknown) => logger.warn({ err }, 'A sweep failed, trying again'));
      await sleep(pauseMs, undefined, { signal: AbortSignal.any([bell.signal, stopping.signal]) }).catch(() => undefined);
    }
  }

  const done = run();
  return {
    wake: () => bell.abort(),
    async stop() {
      stopping.abort();
      await done;
      await lease.release();
    },
  };
}
