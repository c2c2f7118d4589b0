import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { startDnsServer } from '@fileonion/testing';
import { addressRules, parseRange } from '../address';
import { createHttpClient, type HttpClient } from '../http-client';
import { createResolve } from '../lookup';

const loopback = addressRules([parseRange('127.0.0.0/8')]);
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

it('makes a call as it was asked to', async () => {
  const { url, seen } = await receiver((_request, response) =>
    response.writeHead(201, { 'x-answer': 'yes' }).end('thanks'),
  );
  const answer = await call(client(), `${url}/a/b?c=d#e`, {
    method: 'PUT',
    headers: { 'x-mine': '1' },
    body: '{"a":1}',
  });
  expect(answer).toMatchObject({ status: 201, headers: { 'x-answer': 'yes' }, body: Buffer.from('thanks') });
  expect(seen).toEqual([expect.objectContaining({ method: 'PUT', url: '/a/b?c=d', body: '{"a":1}' })]);
});

it('follows no redirect', async () => {
  const { url, seen } = await receiver((_request, response) =>
    response.writeHead(302, { location: '/elsewhere' }).end(),
  );
  expect((await call(client(), url)).status).toBe(302);
  expect(seen).toHaveLength(1);
});

it('reads 4 KiB of ten megabytes and cuts', async () => {
  const { url } = await receiver((_request, response) => response.writeHead(200).end(Buffer.alloc(10_000_000, 'x')));
  const answer = await call(client(), url);
  expect(answer).toMatchObject({ status: 200, body: Buffer.alloc(4096, 'x') });
});

it('waits for the rest of a slow body for a second', async () => {
  const { url } = await receiver((_request, response) => {
    response.writeHead(200).write('a');
    const timer = setInterval(() => response.write('b'), 400);
    response.on('close', () => clearInterval(timer));
  });
  const started = performance.now();
  const answer = await call(client(), url);
  expect(answer.status).toBe(200);
  expect(answer.body.toString()).toMatch(/^ab{1,2}$/);
  expect(performance.now() - started).toBeLessThan(3000);
});

it('waits longer for the rest of a body that is needed', async () => {
  const { url } = await receiver((_request, response) => {
    response.writeHead(200).write('a');
    const timer = setTimeout(() => response.end('b'), 1500);
    response.on('close', () => clearTimeout(timer));
  });
  const http = client();
  const asked = { method: 'POST', url, headers: {}, body: '', signal: AbortSignal.timeout(10_000) } as const;
  expect((await http.call(asked, { ms: 10_000 })).body.toString()).toBe('ab');
});

it('speaks HTTP/1.1 alone, in which a call that is given up ends its connection', async () => {
  const offered: string[][] = [];
  const server = createTlsServer({ ALPNCallback: ({ protocols }) => void offered.push(protocols) });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  await expect(call(client(), `https://127.0.0.1:${port}/`)).rejects.toThrow();
  expect(offered).toEqual([['http/1.1']]);
});

it('ends with its signal when no answer comes', async () => {
  const { url } = await receiver(() => {});
  await expect(call(client(), url, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

it('fails when the connection is reset', async () => {
  const { url } = await receiver((request) => request.socket.resetAndDestroy());
  await expect(call(client(), url)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

it('connects to no address that the rules refuse', async () => {
  const { url, seen } = await receiver((_request, response) => response.end());
  const strict = client(addressRules([]));
  for (const target of [url, url.replace('127.0.0.1', 'localhost'), url.replace('127.0.0.1', '[::ffff:127.0.0.1]')]) {
    await expect(call(strict, target)).rejects.toThrow('not allowed');
  }
  expect(seen).toEqual([]);
});

it('connects to no name of which one address is refused', async () => {
  const { port, seen } = await receiver((_request, response) => response.end());
  const dns = await nameServer(() => ['127.0.0.1', '10.0.0.1']);
  await expect(call(client(loopback, dns), `http://both.test:${port}/`)).rejects.toThrow('not allowed');
  expect(seen).toEqual([]);
});

it('judges a name anew at every connection, and connects to what it judged', async () => {
  const { port, seen } = await receiver((_request, response) => response.writeHead(200, { connection: 'close' }).end());
  const dns = await nameServer((_name, question) => (question === 0 ? ['127.0.0.1'] : ['10.0.0.1']));
  const rebound = client(loopback, dns);
  expect((await call(rebound, `http://rebinds.test:${port}/`)).status).toBe(200);
  await expect(call(rebound, `http://rebinds.test:${port}/`)).rejects.toThrow('not allowed');
  expect(seen).toHaveLength(1);
});

it('calls nothing over plain http but what the operator opened, whatever its name resolves to', async () => {
  const dns = await nameServer(() => ['93.184.216.34']);
  await expect(call(client(loopback, dns), 'http://public.test/')).rejects.toThrow('not allowed');
});

function client(rules = loopback, dns: string[] = []): HttpClient {
  const made = createHttpClient({ rules, resolve: createResolve(dns) });
  cleanups.push(() => made.close());
  return made;
}

function call(http: HttpClient, url: string, options: Partial<Parameters<HttpClient['call']>[0]> = {}) {
  return http.call({ method: 'POST', url, headers: {}, body: '', signal: AbortSignal.timeout(10_000), ...options });
}

async function nameServer(answer: Parameters<typeof startDnsServer>[0]): Promise<string[]> {
  const { server, stop } = await startDnsServer(answer);
  cleanups.push(stop);
  return [server];
}

async function receiver(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const seen: { method?: string; url?: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({ method: request.method, url: request.url, body: Buffer.concat(chunks).toString() });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, seen };
}
