import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRedis } from '@fileonion/freshness';
import {
  apiClient,
  eventually,
  silentLogger,
  startReceiver,
  type ApiClient,
  type WebhookReceiver,
} from '@fileonion/testing';
import { startTestStack, type RunningStack } from './running-stack';
import { documentsIn, filesIn, findSecrets, type Place } from './secret-scan';

jest.setTimeout(240_000);

/** Secrets that callers have sent, and those that they were shown. */
const secrets: Record<string, string> = {};
const draw = (name: string) =>
  (secrets[`${name} ${Object.keys(secrets).length}`] = `${name.replaceAll(' ', '-')}-${crypto.randomUUID()}`);

let stack: RunningStack;
let collector: WebhookReceiver;
let receiver: WebhookReceiver;
let api: ApiClient;
beforeAll(async () => {
  collector = await startReceiver();
  receiver = await startReceiver(({ path }) =>
    path === '/token' ? { status: 200, body: JSON.stringify({ access_token: draw('access token') }) } : undefined,
  );
  stack = await startTestStack({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: new URL(collector.url).origin } });
  api = stack.api();
  secrets['seeded key'] = stack.facts().apiKey;
});
afterAll(() => Promise.all([stack?.stop(), receiver?.stop(), collector?.stop()]));

test('no key, token, password or webhook secret is in any log, event, row, counter or trace', async () => {
  await useKeys();
  await useLinks();
  await useWebhooks();
  await useActions();
  await eventually(() => expect(receiver.calls.filter(({ path }) => path === '/hook').length).toBeGreaterThan(5));
  await eventually(() => expect(collector.calls.length).toBeGreaterThan(5));

  const { mongo, redis } = stack.facts();
  const rows = await all(documentsIn(mongo));
  const counters = await countersIn(redis);
  await stack.process.stop();
  const files = [...filesIn(stack.dataDir)];
  const traces = collector.calls.map(({ body }) => ({ name: 'trace', bytes: Buffer.from(body) }));
  const ofServices = JSON.parse(readFileSync(join(stack.dataDir, 'secrets.json'), 'utf8')) as Record<string, string>;
  for (const [name, value] of Object.entries(ofServices)) secrets[name] = value.replace(/^1:/, '');

  expect(await findSecrets([...rows, ...counters, ...files, ...traces], secrets)).toEqual([]);
  // The scan sees what is there.
  expect(Object.keys(secrets).length).toBeGreaterThan(20);
  const title = { title: 'To be found' };
  expect(await findSecrets(rows, title)).toContain('title in requests.requests');
  expect((await findSecrets(files, title)).join()).toContain('kafka/');
  expect((await findSecrets(files, { method: '/shares/link/{token}' })).join()).toContain('gateway.log');
  expect(await findSecrets(traces, { service: 'webhooks' })).toEqual(['service in trace']);
  expect(counters.length).toBeGreaterThan(0);
});

async function useKeys(): Promise<void> {
  const retry = { 'Idempotency-Key': draw('idempotency key') };
  const body = { name: 'Kept', scopes: ['read'] };
  const made = await api.must('POST', '/api/v2/api-keys', body, retry);
  expect(await api.must('POST', '/api/v2/api-keys', body, retry)).toEqual(made);
  secrets['new key'] = made.key;
  secrets['rotated key'] = (await api.must('POST', `/api/v2/api-keys/${made.id}/rotate`)).key;
  await as(made.key).call('GET', '/api/v2/me');

  const mistyped = (secrets['mistyped key'] = `${made.key.slice(0, -1)}~`);
  for (const wrong of [mistyped, `${draw('session token')}.e30.c2ln`]) await as(wrong).call('GET', '/api/v2/me');
  await as(secrets['rotated key']!).call('GET', `/api/v2/teams?api_key=${made.key}`);
  await as(secrets['rotated key']!).call('GET', `/api/v2/teams/${made.key}`);
  await api.call('POST', '/api/v2/api-keys', { key: made.key, [made.key]: 1 });
}

async function useLinks(): Promise<void> {
  const { id } = await api.must('POST', '/api/v2/requests', { title: 'To be found' });
  const password = draw('link password');
  const { link } = await api.must('POST', '/api/v2/shares', { type: 'link', resourceId: id, password });
  secrets['link token'] = link.token;
  for (const sent of [password, draw('wrong password')]) {
    await as().call('GET', `/api/v2/shares/link/${link.token}`, undefined, { 'X-Share-Password': sent });
  }
  await as().call('GET', `/api/v2/shares/link/${draw('guessed token')}`);
  await as().call('PUT', `/api/v2/shares/link/${link.token}/`);
}

async function useWebhooks(): Promise<void> {
  const { id, secret } = await api.must('POST', '/api/v2/webhooks', { url: receiver.url, events: ['*'] });
  secrets['webhook secret'] = secret;
  secrets['new webhook secret'] = (await api.must('POST', `/api/v2/webhooks/${id}/rotate-secret`)).secret;
  await api.must('POST', `/api/v2/webhooks/${id}/test`);
  await api.must('POST', '/api/v2/requests', { title: 'To be found' });
}

async function useActions(): Promise<void> {
  const tokenUrl = new URL('/token', receiver.url).href;
  for (const auth of [
    { type: 'bearer', token: draw('bearer token') },
    { type: 'basic', username: 'ada', password: draw('basic password') },
    { type: 'api_key', header: 'X-Key', value: draw('header key') },
    { type: 'oauth2_client_credentials', tokenUrl, clientId: 'ada', clientSecret: draw('client secret') },
  ]) {
    const action = {
      name: auth.type,
      type: 'webhook',
      url: receiver.url,
      auth,
      headers: { 'X-Own': draw('own header') },
    };
    const { id } = await api.must('POST', '/api/v2/workflows/actions', action);
    await api.must('POST', `/api/v2/workflows/actions/${id}/test`);
    await api.call('PUT', `/api/v2/workflows/actions/${id}`, {
      auth: { type: 'bearer', token: 1, nope: draw('misplaced') },
    });
  }
}

function as(key?: string): ApiClient {
  return apiClient(stack.facts().gateways[0]!, key);
}

async function all(places: AsyncIterable<Place>): Promise<Place[]> {
  const list: Place[] = [];
  for await (const place of places) list.push(place);
  return list;
}

/** The names of what is in Redis; values are counts and random epochs. */
async function countersIn(url: string): Promise<Place[]> {
  const redis = createRedis(url, silentLogger);
  await new Promise((resolve) => redis.once('ready', resolve));
  const names = await redis.keys('*');
  redis.disconnect();
  return names.map((name) => ({ name: 'redis', bytes: Buffer.from(name) }));
}
