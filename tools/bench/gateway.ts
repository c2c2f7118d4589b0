import { say } from '@fileonion/embedded';
import { testNamespace } from '@fileonion/testing';
import { Pool } from 'undici';
import { startChild, type Child } from './child';
import { printTable } from './print';
import { appEnvironment, withRedis } from './servers';
import { readSizes } from './sizes';
import { median, percentile } from './statistics';
import { startStubKeys } from './stub-keys';

const defaults = { requests: 10_000, rounds: 3, callers: 16 };

/** A server to call. */
interface Called {
  child: Child;
  address: string;
  path: string;
  headers: Record<string, string>;
}

/** What a round of requests took. */
interface Round {
  perSecond: number;
  cpuMs: number;
  p50: number;
  p95: number;
}

/** CPU of the gateway for a simple authenticated read, beside an Express server that says hello. */
export async function benchGateway(args: string[]): Promise<void> {
  const sizes = readSizes(args, defaults);
  await withRedis(async (redisUrl) => {
    const namespace = testNamespace();
    const keys = await startStubKeys({ redisUrl, namespace });
    const [gateway, hello] = [startChild('app'), startChild('hello')];
    try {
      const app = { app: 'gateway', env: gatewayEnvironment(namespace, redisUrl, keys.address) };
      const headers = { authorization: `Bearer ${keys.apiKey}` };
      const address = await gateway.ask<string>('start', app);
      await compare(
        { child: gateway, address, path: '/api/v2/me', headers },
        { child: hello, address: await hello.ask<string>('start'), path: '/', headers },
        sizes,
      );
    } finally {
      await Promise.all([gateway.stop(), hello.stop()]);
      await keys.stop();
    }
  });
}

function gatewayEnvironment(namespace: string, redisUrl: string, address: string): Record<string, string> {
  const services = ['TEAMS', 'KEYS', 'REQUESTS', 'SHARES', 'WEBHOOKS'];
  const addresses = Object.fromEntries(services.map((name) => [`${name}_ADDRESS`, address]));
  return { ...appEnvironment(namespace), ...addresses, REDIS_URL: redisUrl };
}

async function compare(gateway: Called, hello: Called, sizes: typeof defaults): Promise<void> {
  const ofGateway: Round[] = [];
  const ofHello: Round[] = [];
  for (const called of [gateway, hello]) await call(called, { ...sizes, requests: Math.ceil(sizes.requests / 10) });
  for (let n = 0; n < sizes.rounds; n += 1) {
    ofGateway.push(await call(gateway, sizes));
    ofHello.push(await call(hello, sizes));
  }
  const row = (what: string, round: number, { perSecond, cpuMs, p50, p95 }: Round) => ({
    what,
    round,
    'requests/s': perSecond,
    'CPU ms/request': cpuMs,
    'p50 ms': p50,
    'p95 ms': p95,
  });
  printTable(ofGateway.flatMap((of, n) => [row('gateway', n + 1, of), row('Express hello', n + 1, ofHello[n]!)]));
  const cpu = (rounds: Round[]) => median(rounds.map(({ cpuMs }) => cpuMs));
  say(`CPU per request, gateway / Express hello: ${(cpu(ofGateway) / cpu(ofHello)).toFixed(2)}`);
}

async function call(called: Called, { requests, callers }: typeof defaults): Promise<Round> {
  const { child, address, path, headers } = called;
  const pool = new Pool(`http://${address}`, { connections: callers });
  const samples: number[] = [];
  let sent = 0;
  async function keepCalling(): Promise<void> {
    while (sent++ < requests) {
      const began = performance.now();
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
      const text = await body.text();
      if (statusCode >= 400) throw new Error(`${path} answered ${statusCode}: ${text}`);
      samples.push(performance.now() - began);
    }
  }
  const [before, started] = [(await child.usage()).cpuMs, performance.now()];
  await Promise.all(Array.from({ length: callers }, keepCalling));
  const seconds = (performance.now() - started) / 1000;
  const cpuMs = ((await child.usage()).cpuMs - before) / requests;
  await pool.close();
  return { perSecond: requests / seconds, cpuMs, p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) };
}
