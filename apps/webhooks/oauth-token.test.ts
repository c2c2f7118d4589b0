import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressRules, parseRange } from './address';
import { createHttpClient } from './http-client';
import { createResolve } from './lookup';
import { createOauthTokens } from './oauth-token';

interface TokenAnswer {
  status?: number;
  body: unknown;
  /** How long the body comes after its first character. */
  pauseMs?: number;
}

interface Asked {
  authorization?: string;
  form: URLSearchParams;
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A token endpoint, and somebody who asks it at a time that can be moved. */
async function anEndpoint(answer: (asked: Asked, index: number) => TokenAnswer | undefined) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization } = request.headers;
    const one = { authorization, form: new URLSearchParams(Buffer.concat(chunks).toString()) };
    const { status = 200, body, pauseMs = 0 } = answer(one, asked.push(one) - 1) ?? {};
    if (body === undefined) return;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status).write(text.slice(0, 1));
    setTimeout(() => response.end(text.slice(1)), pauseMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => (server.closeAllConnections(), server.close()));
  const clock = { now: 0 };
  const http = createHttpClient({ rules: addressRules([parseRange('127.0.0.0/8')]), resolve: createResolve([]) });
  cleanups.push(() => http.close());
  const tokens = createOauthTokens({ http, now: () => new Date(clock.now) });
  const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const client = { tokenUrl, clientId: 'a client', clientSecret: 'p%:ä', scope: 'one two' };
  const get = (parts: Partial<typeof client> = {}, signal = new AbortController().signal) =>
    tokens.get({ ...client, ...parts }, signal);
  return { asked, clock, client, tokens, get };
}

const numbered = (expiresIn?: unknown) => (_asked: Asked, index: number) => ({
  body: { access_token: `token-${index}`, token_type: 'Bearer', expires_in: expiresIn },
});

describe('an access token', () => {
  it('is asked for with the client named by Basic authentication', async () => {
    const { asked, get } = await anEndpoint(numbered(3600));
    expect(await get()).toBe('token-0');
    const basic = Buffer.from('a+client:p%25%3A%C3%A4').toString('base64');
    expect(asked[0]?.authorization).toBe(`Basic ${basic}`);
    expect(Object.fromEntries(asked[0]!.form)).toEqual({ grant_type: 'client_credentials', scope: 'one two' });
  });

  it('is asked for with the client in the body where the endpoint wants that', async () => {
    const { asked, get } = await anEndpoint(({ authorization }) =>
      authorization ? { status: 401, body: { error: 'invalid_client' } } : { body: { access_token: 'yes' } },
    );
    expect(await get()).toBe('yes');
    expect(Object.fromEntries(asked[1]!.form)).toMatchObject({ client_id: 'a client', client_secret: 'p%:ä' });
  });

  it('is kept until 60 s before it expires', async () => {
    const { clock, get } = await anEndpoint(numbered(300));
    expect(await get()).toBe('token-0');
    clock.now = 239_999;
    expect(await get()).toBe('token-0');
    clock.now = 240_000;
    expect(await get()).toBe('token-1');
  });

  it('is kept for ten minutes where nobody says how long it lives', async () => {
    const { clock, get } = await anEndpoint(numbered());
    await get();
    clock.now = 599_999;
    expect(await get()).toBe('token-0');
    clock.now = 600_000;
    expect(await get()).toBe('token-1');
  });

  it('is fetched once for all who ask at the same time', async () => {
    const { asked, get } = await anEndpoint(numbered(10));
    expect(await Promise.all(Array.from({ length: 20 }, () => get()))).toEqual(Array(20).fill('token-0'));
    expect(asked).toHaveLength(1);
  });

  it('is not shared with other credentials', async () => {
    const { get } = await anEndpoint(numbered(3600));
    const all = [
      await get(),
      await get({ scope: 'other' }),
      await get({ clientSecret: 'x' }),
      await get({ clientId: 'y' }),
    ];
    expect(new Set(all).size).toBe(4);
  });

  it('is fetched anew once it was refused, unless another has come meanwhile', async () => {
    const { get, tokens, client } = await anEndpoint(numbered(3600));
    tokens.forget(client, await get());
    expect(await get()).toBe('token-1');
    tokens.forget(client, 'token-0');
    expect(await get()).toBe('token-1');
  });

  it.each([
    [{ status: 503, body: 'secret words' }, 'the token endpoint answered 503'],
    [
      { status: 400, body: { error: 'invalid_scope', error_description: 'x' } },
      'the token endpoint answered 400 (invalid_scope)',
    ],
    [{ status: 302, body: '' }, 'the token endpoint answered 302'],
    [{ body: 'no json' }, 'the token endpoint gave no token'],
    [{ body: { access_token: 'a\r\nb' } }, 'the token endpoint gave no token'],
  ])('is missing with a reason that shows nothing else: %j', async (answer, message) => {
    const { get } = await anEndpoint(() => answer);
    await expect(get()).rejects.toThrow(message);
    await expect(get()).rejects.toThrow(new Error(message));
  });

  it('is read to its end where the endpoint is slow to say it', async () => {
    const { get } = await anEndpoint(() => ({ body: { access_token: 'slow' }, pauseMs: 1500 }));
    expect(await get()).toBe('slow');
  });

  it('is never asked for at an address that the rules refuse', async () => {
    const { get } = await anEndpoint(numbered());
    for (const tokenUrl of ['https://10.0.0.1/', 'https://[::ffff:169.254.169.254]/'])
      await expect(get({ tokenUrl })).rejects.toThrow('an address that is not allowed');
  });

  it('is waited for no longer than the caller can', async () => {
    const { get } = await anEndpoint(() => undefined);
    const controller = new AbortController();
    const waiting = get({}, controller.signal);
    controller.abort(new DOMException('too late', 'TimeoutError'));
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(get({}, controller.signal)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
