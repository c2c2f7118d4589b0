import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@fileonion/service-kit';
import type { Recorded } from './delivery-queue';
import type { DeliveryRepository } from './delivery-repository';

/** Writes what became of attempts. */
export interface Recorder {
  /** Resolves when it is written, or when it will not be since the service stops. */
  record(result: Recorded): Promise<void>;
}

/** What results are written with. */
interface RecorderParts {
  deliveries: Pick<DeliveryRepository, 'record'>;
  logger: Logger;
  /** Aborted when there is no time for many tries. */
  stopping: AbortSignal;
}

const mostAtOnce = 100;
const retryMs = 500;

/** Writes many results in one go: those that come while a write is on its way wait for the next. */
export function createRecorder({ deliveries, logger, stopping }: RecorderParts): Recorder {
  const queue: { result: Recorded; done: () => void }[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    while (queue.length) {
      const batch = queue.splice(0, mostAtOnce);
      await write(batch.map(({ result }) => result));
      batch.forEach(({ done }) => done());
    }
    writing = false;
  }

  /** Tries until it succeeds: what is not written down is sent once more. */
  async function write(results: Recorded[]): Promise<void> {
    for (;;) {
      try {
        return await deliveries.record(results);
      } catch (err) {
        logger.warn({ err, count: results.length }, 'Results could not be written');
        if (stopping.aborted) return;
        await sleep(retryMs, undefined, { ref: false });
      }
    }
  }

  return {
    record(result) {
      return new Promise((done) => {
        queue.push({ result, done });
        if (!writing) void writeAll();
      });
    },
  };
}
