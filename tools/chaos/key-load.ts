import { setTimeout as delay } from 'node:timers/promises';
import type { Calls } from './calls';
import type { Ledger } from './ledger';
import { expectStatus, type Writer } from './write-load';

/** What the users of keys have seen. */
export interface KeyCounts {
  /** Keys whose revocation was acknowledged. */
  revoked: string[];
  /** Calls with them that were refused. */
  refused: number;
  /** Calls with them that passed: none may. */
  admitted: number;
}

const callsAfterRevoke = 6;

/** Makes keys, uses them, revokes them, and goes on to use them over both gateways. */
export async function revokeOn(
  { calls, ledger, writer }: { calls: Calls; ledger: Ledger; writer: Writer },
  counts: KeyCounts,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    const { entry, data } = await writer.create('api_key', { scopes: ['full_access'], rateLimit: 100_000 });
    const apiKey = String(data['key']);
    const used = await calls.served({ method: 'GET', path: '/api/v2/me', apiKey });
    expectStatus(used.answer, [200], 'GET /api/v2/me with a new key');

    const path = `/api/v2/api-keys/${entry.id}/revoke`;
    expectStatus((await calls.served({ method: 'POST', path })).answer, [200], `POST ${path}`);
    ledger.revoked(entry);
    counts.revoked.push(apiKey);
    await useRevoked(
      calls,
      counts,
      Array.from({ length: callsAfterRevoke }, () => apiKey),
    );
    await delay(50);
  }
}

/** Calls with keys that are revoked, at both gateways in turn. */
export async function useRevoked(calls: Calls, counts: KeyCounts, keys: string[]): Promise<void> {
  for (const [index, apiKey] of keys.entries()) {
    const answer = await calls.once({ method: 'GET', path: '/api/v2/me', apiKey }, index % 2);
    if (answer?.status === 401) counts.refused++;
    else if (answer && answer.status < 500) counts.admitted++;
  }
}

/** Keeps trying keys that were revoked at any time before. */
export async function tryRevokedOn(calls: Calls, counts: KeyCounts, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const any = counts.revoked[Math.floor(Math.random() * counts.revoked.length)];
    if (any) await useRevoked(calls, counts, [any, any]);
    await delay(100);
  }
}
