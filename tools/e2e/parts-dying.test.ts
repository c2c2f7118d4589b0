import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startRedis, type EmbeddedServer } from '@fileonion/embedded';
import { apiClient, eventually, type ApiAnswer, type ApiClient } from '@fileonion/testing';
import { startTestStack, type RunningStack } from './running-stack';
import { aroundChange, callsAfterChange, count, type Tally } from './under-load';

jest.setTimeout(240_000);

const folder = mkdtempSync(join(tmpdir(), 'redis-'));
let redis: EmbeddedServer;
let stack: RunningStack;
let owner: ApiClient;
beforeAll(async () => {
  redis = await startRedis({ dataDir: folder });
  stack = await startTestStack({ env: { GATEWAYS: '2', AUTH_FAILURE_LIMIT: '1000000', REDIS_URL: redis.uri } });
  owner = stack.api();
});
afterAll(async () => {
  await stack?.stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('50 concurrent calls with one idempotency key over two gateways', () => {
  test('have one effect and one answer, of which 49 are marked as replays', async () => {
    expect(await fiftyRepeats()).toBe(49);
  });

  test.each([0, 50, 200])(
    'have one effect when the service is killed after %d ms and they are sent again',
    async (ms) => {
      const killed = delay(ms).then(() => process.kill(stack.facts().pids['requests']!, 'SIGKILL'));
      // The one answer that was not a replay may have been lost with the service.
      expect([49, 50]).toContain(await fiftyRepeats());
      await killed;
    },
  );

  /** Answers how many were replays, once all are alike. */
  async function fiftyRepeats(): Promise<number> {
    const key = crypto.randomUUID();
    const once = { title: 'Once', tags: [key] };
    const answers = await Promise.all(Array.from({ length: 50 }, () => untilServed(once, key)));
    const found = await owner.must('GET', `/api/v2/requests?tag=${key}`);
    expect(found).toHaveLength(1);
    const request = await owner.must('GET', `/api/v2/requests/${found[0].id}`);
    for (const { status, body } of answers) expect([status, body.data]).toEqual([201, request]);
    return answers.filter(({ headers }) => headers.get('Idempotency-Replayed') === 'true').length;
  }

  /** What a client does: it sends the same again while it is told that the service is away, or at work on it. */
  function untilServed(body: unknown, key: string): Promise<ApiAnswer> {
    const send = async () => {
      const answer = await next(gateways()).call('POST', '/api/v2/requests', body, { 'Idempotency-Key': key });
      expect(['unavailable', 'idempotency_in_progress']).not.toContain(answer.body.error?.code);
      return answer;
    };
    return eventually(send, { within: 60_000 });
  }
});

describe.each<['SIGKILL' | 'SIGSTOP']>([['SIGKILL'], ['SIGSTOP']])('after a %s of Redis, under load', (signal) => {
  const tallies = { reads: {} as Tally, changes: {} as Tally, revoked: {} as Tally };
  const over = new AbortController();
  let load: Promise<unknown>;
  let limited: { key: string };
  let revoking: { id: string; key: string };

  beforeAll(async () => {
    const revoked = await aKey();
    await owner.must('POST', `/api/v2/api-keys/${revoked.id}/revoke`);
    const changed = await aKey();
    const change = () => next(gateways()).call('PUT', `/api/v2/api-keys/${changed.id}`, { name: crypto.randomUUID() });
    load = Promise.all([
      ...Array.from({ length: 4 }, () => keepCalling(tallies.reads, () => next(gateways()).call('GET', '/api/v2/me'))),
      ...Array.from({ length: 4 }, () => keepCalling(tallies.changes, change)),
      keepCalling(tallies.revoked, () => next(gateways(revoked.key)).call('GET', '/api/v2/me')),
    ]);
    [limited, revoking] = [await aKey(100), await aKey()];
    await eventually(() => {
      expect(tallies.reads).toHaveProperty('200');
      expect(tallies.changes).toHaveProperty('200');
      expect(Object.keys(tallies.revoked)).toEqual(['401 revoked_api_key']);
    });
    process.kill(redis.pid, signal);
  });

  test('each gateway lets its share of a limit pass', async () => {
    expect(await burst(limited.key, 400)).toEqual({ 200: 100, '429 rate_limited': 300 });
  });

  test('no call passes after a key’s revocation has been answered', async () => {
    const { id, key } = revoking;
    const callers = gateways(key);
    const around = await aroundChange(
      (index) => callers[index % 2]!.call('GET', '/api/v2/me'),
      () => owner.must('POST', `/api/v2/api-keys/${id}/revoke`),
    );
    expect(Object.keys(around.before)).toEqual(['200']);
    expect(around.after).toEqual({ '401 revoked_api_key': callsAfterChange });
  });

  test('limits are exact again within 5 s of its return', async () => {
    if (signal === 'SIGSTOP') process.kill(redis.pid, 'SIGCONT');
    else await restartRedis();
    await delay(4_500);
    const { key } = await aKey(100);
    expect(await burst(key, 1000)).toEqual({ 200: 100, '429 rate_limited': 900 });
  });

  test('nothing else failed meanwhile, and what was revoked before stayed so', async () => {
    over.abort();
    await load;
    expect(Object.keys(tallies.reads)).toEqual(['200']);
    expect(Object.keys(tallies.revoked)).toEqual(['401 revoked_api_key']);
    expect(Object.keys(tallies.changes).filter((kind) => kind !== '503 unavailable')).toEqual(['200']);
  });

  async function keepCalling(tally: Tally, call: () => Promise<ApiAnswer>): Promise<void> {
    while (!over.signal.aborted) {
      const answer: ApiAnswer = await call();
      count(tally, answer);
      if (answer.status === 503) expect(answer.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/);
    }
  }
});

async function restartRedis(): Promise<void> {
  await redis.exited;
  redis = await startRedis({ dataDir: folder, port: redis.port });
}

/** Calls at once, at both gateways in turn. */
async function burst(key: string, calls: number): Promise<Tally> {
  const callers = gateways(key);
  const tally: Tally = {};
  const call = (_: unknown, index: number) => callers[index % 2]!.call('GET', '/api/v2/me');
  for (const answer of await Promise.all(Array.from({ length: calls }, call))) count(tally, answer);
  return tally;
}

function gateways(key = stack.facts().apiKey): ApiClient[] {
  return stack.facts().gateways.map((gateway) => apiClient(gateway, key));
}

let turn = 0;
function next<T>(callers: T[]): T {
  return callers[turn++ % callers.length]!;
}

function aKey(rateLimit = 1_000_000): Promise<{ id: string; key: string }> {
  return owner.must('POST', '/api/v2/api-keys', { name: 'Tried', scopes: ['full_access'], rateLimit });
}
