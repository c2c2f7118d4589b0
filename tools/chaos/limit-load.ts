import { setTimeout as delay } from 'node:timers/promises';
import type { Calls } from './calls';
import type { Disturbances } from './disturbances';
import type { Ledger } from './ledger';
import type { Writer } from './write-load';

/** What one window let pass. */
export interface Window {
  admitted: number;
  refused: number;
  /** The most that may have passed. */
  most: number;
}

const limit = 30;
const callsInWindow = 90;
/** Well inside the window of a minute that the first call opens, also for calls that a paused gateway holds. */
const sendingMs = 20_000;

/** Over and over spends the limit of a new key over both gateways, inside one window. */
export async function limitOn(
  { calls, ledger, writer, disturbances }: { calls: Calls; ledger: Ledger; writer: Writer; disturbances: Disturbances },
  windows: Window[],
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    const { entry, data } = await writer.create('api_key', { scopes: ['read'], rateLimit: limit });
    const window = { admitted: 0, refused: 0, most: limit };
    const begun = Date.now();
    const call = { method: 'GET', path: '/api/v2/me', apiKey: String(data['key']) } as const;
    let sent = 0;
    const user = async () => {
      while (sent < callsInWindow && Date.now() - begun < sendingMs) {
        const answer = await calls.once(call, sent++ % 2);
        if (answer?.status === 200) window.admitted++;
        else if (answer?.status === 429) window.refused++;
        else if (answer && answer.status < 500) calls.problems.push(`A limited key got ${answer.status}`);
      }
    };
    await Promise.all([user(), user(), user(), user()]);
    window.most = limit * disturbances.countersSince(begun);
    windows.push(window);
    await calls.served({ method: 'POST', path: `/api/v2/api-keys/${entry.id}/revoke` });
    ledger.revoked(entry);
    await delay(1000);
  }
}
