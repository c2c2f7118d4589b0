import { eventually, startReceiver, type ReceiverAnswer, type WebhookReceiver } from '@fileonion/testing';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aMove, anAction, move } from './an-action';
import { aClock, startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

describe('an action proves who it is', () => {
  let service: WebhooksUnderTest;
  const clock = aClock();
  const cleanups: (() => unknown)[] = [];
  beforeAll(async () => {
    service = await startWebhooks({ now: clock.now });
  });
  afterAll(() => service.stop());
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  async function aReceiver(answer?: Parameters<typeof startReceiver>[0]): Promise<WebhookReceiver> {
    const receiver = await startReceiver(answer);
    cleanups.push(receiver.stop);
    return receiver;
  }

  /** A token endpoint that gives `token-1`, `token-2` and so on. */
  async function aTokenEndpoint(status = 200) {
    let count = 0;
    const server = createServer((_request, response) => {
      count += 1;
      response.writeHead(status).end(JSON.stringify({ access_token: `token-${count}`, expires_in: 3600 }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => (server.closeAllConnections(), server.close()));
    const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    const auth = {
      type: 'OAUTH2_CLIENT_CREDENTIALS',
      tokenUrl,
      clientId: 'me',
      clientSecret: 'client-secret',
    } as const;
    return { auth, count: () => count };
  }

  it.each([
    [{ type: 'NONE' }, 'authorization', undefined],
    [{ type: 'BEARER', token: 'abc' }, 'authorization', 'Bearer abc'],
    [{ type: 'BASIC', username: 'joe', password: 'pw' }, 'authorization', 'Basic am9lOnB3'],
    [{ type: 'API_KEY', header: 'X-Api-Key', value: 'k' }, 'x-api-key', 'k'],
  ] as const)('as it was told: %j', async (auth, header, value) => {
    const receiver = await aReceiver();
    const { test, statuses } = await anAction(service, { url: receiver.url, auth, headers: { 'X-Mine': 'ours' } });
    await test();
    await statuses('SUCCEEDED');
    expect(receiver.calls[0]?.headers).toMatchObject({ 'x-mine': 'ours' });
    expect(receiver.calls[0]?.headers[header]).toBe(value);
  });

  it('with a token that is fetched once for many calls, and again at its end', async () => {
    const receiver = await aReceiver();
    const { auth, count } = await aTokenEndpoint();
    const { organizationId, test, statuses } = await anAction(service, { url: receiver.url, auth });
    await move(service, aMove(organizationId), aMove(organizationId), aMove(organizationId));
    await statuses('SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED');
    expect(receiver.calls.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer token-1'));
    clock.advance(3_540_000);
    await test();
    await eventually(() => expect(receiver.calls[3]?.headers.authorization).toBe('Bearer token-2'));
    expect(count()).toBe(2);
  });

  it('with a new token where one is refused, once for each attempt', async () => {
    const refuse = (refused: string[]): Parameters<typeof startReceiver>[0] => {
      return ({ headers }): ReceiverAnswer => (refused.includes(headers.authorization!) ? { status: 401 } : undefined);
    };
    const receiver = await aReceiver(refuse(['Bearer token-1']));
    const { auth } = await aTokenEndpoint();
    const first = await anAction(service, { url: receiver.url, auth });
    await first.test();
    const [delivery] = await first.statuses('SUCCEEDED');
    expect(delivery?.attempts).toMatchObject([{ status: 200 }]);
    expect(receiver.calls).toHaveLength(2);

    const strict = await aReceiver(() => ({ status: 401 }));
    const other = await aTokenEndpoint();
    const second = await anAction(service, { url: strict.url, auth: other.auth, retry: { maxRetries: 0 } });
    await second.test();
    const [failed] = await second.statuses('FAILED');
    expect(failed?.attempts).toMatchObject([{ status: 401 }]);
    expect(strict.calls).toHaveLength(2);
    expect(other.count()).toBe(2);
  });

  it('or does not call, and the log says that there was no token', async () => {
    const receiver = await aReceiver();
    const { auth } = await aTokenEndpoint(503);
    const { test, statuses } = await anAction(service, { url: receiver.url, auth, retry: { maxRetries: 0 } });
    await test();
    const [delivery] = await statuses('FAILED');
    expect(delivery?.attempts).toMatchObject([{ status: undefined, error: 'the token endpoint answered 503' }]);
    expect(receiver.calls).toEqual([]);
  });

  it('without its secrets in the log of a receiver that echoes them', async () => {
    const receiver = await aReceiver(({ headers }) => ({ status: 200, body: JSON.stringify(headers) }));
    const { auth } = await aTokenEndpoint();
    const headers = { 'X-Key': 'header-secret' };
    const { test, statuses } = await anAction(service, { url: receiver.url, auth, headers });
    await test();
    const [delivery] = await statuses('SUCCEEDED');
    const { answer } = delivery!.attempts[0]!;
    expect(receiver.calls[0]?.headers).toMatchObject({ 'x-key': 'header-secret', authorization: 'Bearer token-1' });
    expect(answer).toContain(`"x-fileonion-delivery":"${delivery!.id}"`);
    expect(answer).toContain('"authorization":"Bearer *******"');
    expect(answer).toContain('"x-key":"*************"');
  });
});
