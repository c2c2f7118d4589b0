import { setTimeout as pause } from 'node:timers/promises';
import { apiClient } from '@fileonion/testing';
import { Pool } from 'undici';

/** A request of the mix. */
interface Mixed {
  method: 'GET' | 'PUT';
  path: string;
  body?: () => object;
}

/** What a load was answered. */
export interface Answers {
  /** How often each status came; `none` where there was no answer, `unsent` where too many were under way. */
  statuses: Map<string, number>;
  /** Milliseconds of each answer. */
  times: number[];
}

const readsToOneWrite = 9;
const connections = 50;
const mostUnderWay = 1000;
const tickMs = 10;

/** Makes what the mix works on: nine reads of every service to one write. */
export async function aMix(gateway: string, apiKey: string, receiver: string): Promise<(index: number) => Mixed> {
  const api = apiClient(gateway, apiKey);
  const make = async (path: string, body: object): Promise<string> => (await api.must('POST', path, body)).id;
  const [team, client] = [
    await make('/api/v2/teams', { name: 'Soak' }),
    await make('/api/v2/clients', { name: 'Soak' }),
  ];
  const request = await make('/api/v2/requests', { title: 'Soak', clientId: client, assigneeTeamId: team });
  const webhook = await make('/api/v2/webhooks', { url: receiver, events: ['*'] });
  const reads = [
    ...['me', 'teams', 'api-keys', 'clients', 'requests?limit=20', 'shares/shared-with-me', 'webhooks'],
    ...[`teams/${team}`, `requests/${request}`],
  ].map((path): Mixed => ({ method: 'GET', path: `/api/v2/${path}` }));
  const write = (path: string, field: string): Mixed => ({
    method: 'PUT',
    path: `/api/v2/${path}`,
    body: () => ({ [field]: crypto.randomUUID() }),
  });
  const writes = [
    ...[write(`teams/${team}`, 'name'), write(`clients/${client}`, 'name')],
    ...[write(`requests/${request}`, 'title'), write(`webhooks/${webhook}`, 'description')],
  ];
  return (index) => {
    const round = Math.floor(index / (readsToOneWrite + 1));
    const place = index % (readsToOneWrite + 1);
    return place < readsToOneWrite ? reads[place % reads.length]! : writes[round % writes.length]!;
  };
}

/** Sends requests at a rate, whether or not earlier ones have been answered, until the time is over. */
export async function send(
  { gateway, apiKey, mix }: { gateway: string; apiKey: string; mix: (index: number) => Mixed },
  { rate, seconds }: { rate: number; seconds: number },
): Promise<Answers> {
  const pool = new Pool(gateway, { connections });
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const answers: Answers = { statuses: new Map(), times: [] };
  const underWay = new Set<Promise<void>>();
  const count = (status: string) => answers.statuses.set(status, (answers.statuses.get(status) ?? 0) + 1);
  const call = async ({ method, path, body }: Mixed) => {
    const began = performance.now();
    const status = await pool
      .request({ method, path, headers, body: body && JSON.stringify(body()) })
      .then(async (answer) => {
        await answer.body.dump();
        return answer.statusCode;
      })
      .catch(() => undefined);
    if (status) answers.times.push(performance.now() - began);
    count(String(status ?? 'none'));
  };
  const started = performance.now();
  for (let sent = 0; sent < rate * seconds;) {
    for (const due = ((performance.now() - started) / 1000) * rate; sent < Math.min(due, rate * seconds); sent += 1) {
      if (underWay.size >= mostUnderWay) count('unsent');
      else {
        const called = call(mix(sent)).finally(() => underWay.delete(called));
        underWay.add(called);
      }
    }
    await pause(tickMs);
  }
  await Promise.all(underWay);
  await pool.close();
  return answers;
}
