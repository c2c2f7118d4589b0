import type { Logger } from './logger';

// Longer than the drain of an RPC server, which ends by itself.
const stopMs = 12_000;

/** What has been started and must be stopped. */
export interface Lifecycle {
  /** Registers a step of the stop. Steps run in the reverse order of their registration. */
  onStop(name: string, stop: () => unknown): void;
  /** Stops everything, once; never throws, and goes on when a step fails or takes too long. */
  stop(): Promise<void>;
}

/** Collects what a service starts, so that stopping is the same everywhere, after a failed start too. */
export function createLifecycle(logger: Logger): Lifecycle {
  const steps: { name: string; stop: () => unknown }[] = [];
  let stopping: Promise<void> | undefined;
  return {
    onStop: (name, stop) => void steps.push({ name, stop }),
    stop: () => (stopping ??= stopAll()),
  };

  async function stopAll(): Promise<void> {
    for (const { name, stop } of steps.toReversed()) {
      try {
        await bounded(stop);
      } catch (error) {
        logger.error({ err: error, step: name }, 'A part did not stop');
      }
    }
  }
}

async function bounded(stop: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not stopped within ${stopMs} ms`)), stopMs);
  });
  try {
    await Promise.race([stop(), late]);
  } finally {
    clearTimeout(timer);
  }
}
