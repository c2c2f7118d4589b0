import { Team, UpdateTeamResponse } from '@fileonion/contract/teams';
import { apiClient } from '@fileonion/testing';
import { startRedisProxy } from './redis-proxy';
import { startRig, type Rig } from './gateway-under-test';
import type { StubCredential } from './stub-keys';

const path = '/api/v2/me';
const now = () => Math.floor(Date.now() / 1000);

let rig: Rig;
beforeAll(async () => (rig = await startRig({ count: 2 })));
afterAll(() => rig.stop());

const clients = ({ token }: StubCredential) => rig.urls.map((url) => apiClient(url, token));

/** Makes calls all at once, over both gateways by turns. */
const callMany = (credential: StubCredential, count: number) => {
  const [one, other] = clients(credential);
  return Promise.all(Array.from({ length: count }, (_, index) => (index % 2 ? one! : other!).call('GET', path)));
};

describe('the limit of a key', () => {
  it('is exact over gateways: of 1,000 concurrent calls 100 pass', async () => {
    const answers = await callMany(rig.stubs.keys.issueKey(), 1000);
    const passed = answers.filter(({ status }) => status !== 429);
    expect(passed).toHaveLength(100);
    expect(new Set(passed.map(({ headers }) => headers.get('x-ratelimit-remaining'))).size).toBe(100);
    for (const { status, headers } of answers) {
      expect(headers.get('x-ratelimit-limit')).toBe('100');
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  it('runs in a window of a minute from the first call, whatever is refused meanwhile', async () => {
    const [client] = clients(rig.stubs.keys.issueKey({ rateLimit: 3 }));
    const before = now();
    const answers = [];
    for (let index = 0; index < 5; index++) answers.push(await client!.call('GET', path));
    expect(answers.map(({ status }) => status === 429)).toEqual([false, false, false, true, true]);
    expect(answers.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual(['2', '1', '0', '0', '0']);
    for (const { headers } of answers) {
      expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThanOrEqual(before + 60);
      expect(Number(headers.get('x-ratelimit-reset'))).toBeLessThanOrEqual(now() + 61);
    }
    expect(Number(answers[4]!.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  it('is the present one, and what was refused does not count against a higher one', async () => {
    const key = rig.stubs.keys.issueKey({ rateLimit: 2 });
    expect((await callMany(key, 10)).filter(({ status }) => status !== 429)).toHaveLength(2);
    await rig.stubs.keys.change(key, { ...key.principal, apiKey: { ...key.principal.apiKey!, rateLimit: 5 } });
    const answers = await callMany(key, 10);
    expect(answers.filter(({ status }) => status !== 429)).toHaveLength(3);
    for (const { headers } of answers) expect(headers.get('x-ratelimit-limit')).toBe('5');
    await rig.stubs.keys.change(key, { ...key.principal, apiKey: { ...key.principal.apiKey!, rateLimit: 1 } });
    expect((await callMany(key, 4)).filter(({ status }) => status !== 429)).toHaveLength(0);
  });

  it('is told with every answer, refusals included', async () => {
    const [client] = clients(rig.stubs.keys.issueKey());
    rig.stubs.answer('updateTeam', async () => UpdateTeamResponse.fromPartial({ team: Team.fromPartial({}) }));
    for (const [method, to, body] of [
      ['GET', path, undefined],
      ['HEAD', path, undefined],
      ['GET', '/nowhere', undefined],
      ['PATCH', path, undefined],
      ['POST', '/api/v2/teams', { nonsense: 1 }],
      ['PUT', '/api/v2/teams/0190a000-0000-7000-8000-000000000000', {}],
    ] as const) {
      const { headers } = await client!.call(method, to, body);
      for (const name of ['limit', 'remaining', 'reset']) expect(headers.get(`x-ratelimit-${name}`)).toMatch(/^\d+$/);
    }
  });

  it('is not told, and is none, where nobody is authenticated', async () => {
    for (const token of [undefined, 'nonsense']) {
      const { headers } = await apiClient(rig.urls[0]!, token).call('GET', path);
      expect(headers.get('x-ratelimit-limit')).toBeNull();
    }
  });
});

describe('the limit of sessions', () => {
  it('is 600 calls a minute for a user, over all sessions and gateways, without headers', async () => {
    const first = rig.stubs.keys.openSession();
    const second = rig.stubs.keys.openSession(first.principal);
    const answers = [...(await callMany(first, 400)), ...(await callMany(second, 400))];
    expect(answers.filter(({ status }) => status !== 429)).toHaveLength(600);
    for (const { status, headers } of answers) {
      expect(headers.get('x-ratelimit-limit')).toBeNull();
      expect(headers.has('retry-after')).toBe(status === 429);
    }
  });
});

describe('limit and freshness', () => {
  it('cost one round trip to Redis together, and no other service is asked', async () => {
    await using proxy = await startRedisProxy(process.env['REDIS_URL'] ?? '');
    await using watched = await startRig({ gatewayRedisUrl: proxy.url });
    const client = apiClient(watched.urls[0]!, watched.stubs.keys.issueKey().token);
    await client.call('GET', path);
    const [sent, loads] = [proxy.sent, watched.stubs.keys.loads.length];
    for (let index = 0; index < 10; index++) await client.call('GET', path);
    expect([proxy.sent - sent, watched.stubs.keys.loads.length - loads]).toEqual([10, 0]);
  });
});
