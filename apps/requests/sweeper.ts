import { setTimeout as sleep } from 'node:timers/promises';
import { holdLease } from '@fileonion/events';
import type { Logger } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';

/** Work that is done again and again, by one process of the service at a time. */
interface Sweeper {
  /** Begins the next round at once, if this process is the one. */
  wake(): void;
  stop(): Promise<void>;
}

/** One kind of such work. */
type Sweep = (signal: AbortSignal) => Promise<void>;

interface Options {
  connection: Connection;
  logger: Logger;
  sweeps: readonly Sweep[];
}

const pauseMs = 1000;

/** Starts to sweep. What fails is logged, and the next round tries again. */
export function startSweeper({ connection, logger, sweeps }: Options): Sweeper {
  const lease = holdLease(connection, 'sweeper');
  const stopping = new AbortController();
  let bell = new AbortController();

  async function sweepAll(): Promise<void> {
    for (const sweep of sweeps) {
      if (!lease.held() || stopping.signal.aborted) return;
      await sweep(stopping.signal).catch((err: unknown) => logger.warn({ err }, 'A sweep failed, trying again'));
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      bell = new AbortController();
      await sweepAll();
      const signal = AbortSignal.any([bell.signal, stopping.signal]);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
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
