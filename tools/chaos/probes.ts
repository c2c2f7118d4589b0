import { setTimeout as delay } from 'node:timers/promises';
import { apiClient } from '@fileonion/testing';
import type { Call } from './calls';

/** What callers do over and over: reads of every service, writes of every service, and what needs no store. */
export interface Probe {
  kind: 'read' | 'write' | 'neither';
  name: string;
  /** Whether it is answered as when all is well. */
  served(status: number): boolean;
  /** Whether an event tells the name that it writes. */
  told?: boolean;
  call(): Call;
}

/** One call of a probe. */
export interface Sample {
  probe: Probe;
  sentAt: number;
  answeredAt: number;
  /** 0 when no answer came. */
  status: number;
  /** The name that an event has to tell. */
  name?: string;
}

const pauseMs = 300;

/** The probes; the names of the client that they write begin with a mark. */
export async function makeProbes(gateway: string, apiKey: string, aName: () => string): Promise<Probe[]> {
  const api = apiClient(gateway, apiKey);
  const make = async (path: string, body: object): Promise<string> => (await api.must('POST', path, body)).id;
  const team = await make('/api/v2/teams', { name: 'Tried' });
  const key = await make('/api/v2/api-keys', { name: 'Tried', scopes: ['read'] });
  const client = await make('/api/v2/clients', { name: aName() });
  const request = await make('/api/v2/requests', { title: 'Tried' });
  const webhook = await make('/api/v2/webhooks', { url: 'http://127.0.0.1:9/nobody', events: ['ping'] });
  return [
    ...['me', 'teams', 'api-keys', 'requests', 'shares/shared-with-me', 'webhooks'].map((path) =>
      probe('read', { method: 'GET', path: `/api/v2/${path}` }),
    ),
    probe('write', { method: 'PUT', path: `/api/v2/teams/${team}` }, () => ({ name: aName() })),
    probe('write', { method: 'PUT', path: `/api/v2/api-keys/${key}` }, () => ({ name: aName() })),
    { ...probe('write', { method: 'PUT', path: `/api/v2/clients/${client}` }, () => ({ name: aName() })), told: true },
    probe('write', { method: 'PUT', path: `/api/v2/webhooks/${webhook}` }, () => ({ description: aName() })),
    probe('write', { method: 'POST', path: '/api/v2/shares' }, () => ({
      ...{ type: 'team', resourceId: request, teamId: team, permission: 'view' },
    })),
    probe('neither', { method: 'GET', path: '/openapi.json' }),
    {
      ...probe('neither', { method: 'GET', path: '/api/v2/me', apiKey: 'malformed' }),
      served: (status) => status === 401,
    },
  ];
}

function probe(kind: Probe['kind'], call: Call, body?: () => object): Probe {
  const name = `${call.method} ${call.path}`;
  return { kind, name, served: (status) => status >= 200 && status < 300, call: () => ({ ...call, body: body?.() }) };
}

/** Makes the calls of a probe one after the other until it is over. */
export async function probeOn(
  probe: Probe,
  { gateway, apiKey }: { gateway: string; apiKey: string },
  samples: Sample[],
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    const { method, path, body, apiKey: other } = probe.call();
    const sentAt = Date.now();
    const answer = await apiClient(gateway, other ?? apiKey)
      .call(method, path, body)
      .catch(() => undefined);
    const status = answer?.status ?? 0;
    const name = probe.told && probe.served(status) ? String((body as { name: string }).name) : undefined;
    samples.push({ probe, sentAt, answeredAt: Date.now(), status, name });
    await delay(pauseMs);
  }
}
