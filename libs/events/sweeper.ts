import type { Logger } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import { createBell } from './bell';
import { holdLease } from './lease';

/** Work that is done again and again, by one process of the service at a time. */
interface Sweeper {
  /** Begins the next round at once, if this process is the one. */
  wake(): void;
  stop(): Promise<void>;
}

/** One kind of such work; it ends soon once the signal is given. */
type Sweep = (signal: AbortSignal) => Promise<void>;

interface Options {
  connection: Connection;
  /** The name of the lease that makes a process the one. */
  lease: string;
  logger: Logger;
  sweeps: readonly Sweep[];
}

const pauseMs = 1000;

/** Starts to sweep, about once a second. What fails is logged, and the next round tries again. */
export function startSweeper({ connection, lease: leaseName, logger, sweeps }: Options): Sweeper {
  const lease = holdLease(connection, leaseName);
  const stopping = new AbortController();
  const bell = createBell();

  async function sweepAll(): Promise<void> {
    for (const sweep of sweeps) {
      if (!lease.held() || stopping.signal.aborted) return;
      await sweep(stopping.signal).catch((err: unknown) => logger.warn({ err }, 'A sweep failed, trying again'));
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sweepAll();
      await bell.rung(pauseMs);
    }
  }

  const done = run();
  return {
    wake: bell.ring,
    async stop() {
      stopping.abort();
      bell.ring();
      await done;
      await lease.release();
    },
  };
}
