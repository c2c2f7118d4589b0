import { CreateClientResponse } from '@fileonion/contract/requests';
import { CreateTeamResponse } from '@fileonion/contract/teams';
import { AppError } from '@fileonion/errors';
import { apiClient, eventually, type ApiAnswer } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { startRedisProxy } from './redis-proxy';
import { startRig, type Rig } from './gateway-under-test';

const id = '0190a000-0000-7000-8000-000000000000';
const reused = [422, 'idempotency_key_reused'];
const codeOf = ({ status, body }: ApiAnswer) => [status, body.error?.code];

let rig: Rig;
beforeAll(async () => (rig = await startRig({ count: 2 })));
beforeEach(() => letThrough(rig));
afterAll(() => rig.stop());

function letThrough({ stubs }: Rig): void {
  stubs.answer('createTeam', async () => CreateTeamResponse.fromPartial({ team: { id } }));
  stubs.answer('createClient', async () => CreateClientResponse.fromPartial({ client: { id } }));
}

/** A caller's calls with one idempotency key, to two services over two gateways. */
function newKey({ stubs, urls }: Rig = rig) {
  const { token } = stubs.keys.issueKey({ rateLimit: 1000 });
  const headers = { 'idempotency-key': uuidv7() };
  const post = (url: string, path: string) => apiClient(url, token).call('POST', path, { name: 'A' }, headers);
  return {
    team: () => post(urls[0]!, '/api/v2/teams'),
    client: () => post(urls.at(-1)!, '/api/v2/clients'),
  };
}

/** Holds the calls to a method until they are let go. */
function hold(method: string) {
  const held: ((answer: unknown) => void)[] = [];
  rig.stubs.answer(
    method,
    () => new Promise((resolve, reject) => held.push((a) => (a instanceof Error ? reject(a) : resolve(a)))),
  );
  const holding = (count: number) => eventually(() => expect(held).toHaveLength(count));
  return { held, holding };
}

it('of two calls at once with one key to two services one has an effect, for 30 rounds', async () => {
  for (let round = 0; round < 30; round += 1) {
    const { team, client } = newKey();
    const before = rig.stubs.calls.length;
    const answers = await Promise.all(round % 2 ? [team(), client()] : [client(), team()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422]);
    expect(codeOf(answers.find(({ status }) => status === 422)!)).toEqual(reused);
    expect(rig.stubs.calls.length - before).toBe(1);
  }
});

it('calls of one service with one key all reach it, which knows what they have in common', async () => {
  const { team } = newKey();
  const { held, holding } = hold('createTeam');
  const calls = Array.from({ length: 5 }, team);
  await holding(5);
  for (const answer of held) answer(CreateTeamResponse.fromPartial({ team: { id } }));
  expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([201]));
});

it('a refused call frees the key for another service', async () => {
  const { team, client } = newKey();
  rig.stubs.answer('createTeam', () => Promise.reject(new AppError('name_taken')));
  expect((await team()).status).toBe(409);
  expect((await client()).status).toBe(201);
  expect(codeOf(await team())).toEqual(reused);
});

it('a refused call does not free the key while another call of its service is at work', async () => {
  const { team, client } = newKey();
  const { held, holding } = hold('createTeam');
  const calls = [team(), team()];
  await holding(2);
  held[0]!(new AppError('name_taken'));
  await Promise.race(calls);
  expect(codeOf(await client())).toEqual(reused);
  held[1]!(CreateTeamResponse.fromPartial({ team: { id } }));
  expect((await Promise.all(calls)).map(({ status }) => status).toSorted()).toEqual([201, 409]);
  expect(codeOf(await client())).toEqual(reused);
});

it.each(['internal', 'unavailable', 'deadline_exceeded'] as const)(
  'a call that ended as %s, and may have had its effect, can be made again, and its key not be used elsewhere',
  async (reason) => {
    const { team, client } = newKey();
    rig.stubs.answer('createTeam', () => Promise.reject(new AppError(reason)));
    expect((await team()).body.error.code).toBe(reason);
    expect(codeOf(await client())).toEqual(reused);
    letThrough(rig);
    expect((await team()).status).toBe(201);
  },
);

it('costs two round trips to Redis besides the one of every call, and one when the answer is kept', async () => {
  await using proxy = await startRedisProxy(process.env['REDIS_URL'] ?? '');
  await using watched = await startRig({ gatewayRedisUrl: proxy.url });
  letThrough(watched);
  const costs = async (call: () => Promise<ApiAnswer>) => {
    const before = proxy.sent;
    expect((await call()).status).toBe(201);
    return proxy.sent - before;
  };
  const { token } = watched.stubs.keys.issueKey();
  const post = (key?: string) => () =>
    apiClient(watched.urls[0]!, token).call(
      'POST',
      '/api/v2/teams',
      { name: 'A' },
      key ? { 'idempotency-key': key } : {},
    );
  await post()();
  expect([await costs(post()), await costs(post('k')), await costs(post('k'))]).toEqual([1, 3, 2]);
});

it('without Redis each service minds its own calls, and no call fails', async () => {
  await using proxy = await startRedisProxy(process.env['REDIS_URL'] ?? '');
  await using cut = await startRig({ gatewayRedisUrl: proxy.url });
  letThrough(cut);
  const { team, client } = newKey(cut);
  proxy.cut();
  expect([(await team()).status, (await client()).status, (await team()).status]).toEqual([201, 201, 201]);
});
