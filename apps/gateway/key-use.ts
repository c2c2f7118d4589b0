import type { Principal } from '@fileonion/contract/api';
import { ReportKeyUseRequest } from '@fileonion/contract/keys';
import type { Logger } from '@fileonion/service-kit';
import type { KeysClient } from './load-principal';
import { newRequestId } from './middleware/request-id';

/** Notes when keys are used, and tells the keys service now and then: no write for each call. */
export interface KeyUse {
  note(principal: Principal): void;
  /** Tells what is left. */
  stop(): Promise<void>;
}

interface Use {
  keyId: string;
  organizationId: string;
  lastUsedAt: Date;
}

const everyMs = 30_000;
const timeoutMs = 5_000;

/** The most that one report may hold. */
const batchSize = 1000;

/** Reports the last use of each key every 30 s. What could not be told is kept for the next time. */
export function reportKeyUse(keys: KeysClient, logger: Logger): KeyUse {
  const uses = new Map<string, Use>();
  const timer = setInterval(() => void report(), everyMs);

  let reported = Promise.resolve();
  /** One report after the other, so that the last one tells also what an earlier one could not. */
  const report = () => (reported = reported.then(tellAll));

  async function tellAll(): Promise<void> {
    const all = [...uses.values()];
    uses.clear();
    for (let start = 0; start < all.length; start += batchSize) await tell(all.slice(start, start + batchSize));
  }

  async function tell(batch: Use[]): Promise<void> {
    const caller = {
      requestId: newRequestId(),
      traceparent: '',
      ip: '',
      deadline: Date.now() + timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
    };
    try {
      await keys.reportKeyUse(caller, ReportKeyUseRequest.fromPartial({ uses: batch }));
    } catch (error) {
      logger.warn({ err: error }, 'The use of keys could not be reported; it will be, later');
      // A use that was noted meanwhile is later than the one that could not be told.
      for (const use of batch) if (!uses.has(use.keyId)) uses.set(use.keyId, use);
    }
  }

  return {
    note({ organizationId, apiKey }) {
      if (apiKey) uses.set(apiKey.id, { keyId: apiKey.id, organizationId, lastUsedAt: new Date() });
    },
    stop() {
      clearInterval(timer);
      return report();
    },
  };
}
