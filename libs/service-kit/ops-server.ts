import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { hostPort } from './host-port';

/** What the operator's server needs. */
export interface OpsOptions {
  host: string;
  port: number;
  ready: () => boolean;
  registry: Registry;
}

/** A running operator's server. */
export interface OpsServer {
  /** `host:port`. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Serves /livez, /readyz and /metrics. */
export async function startOps({ host, port, ready, registry }: OpsOptions): Promise<OpsServer> {
  const server = createServer((request, response) => {
    if (request.url === '/livez') answer(response, 200, 'alive\n');
    else if (request.url === '/readyz') answer(response, ready() ? 200 : 503, ready() ? 'ready\n' : 'not ready\n');
    else if (request.url === '/metrics') void answerMetrics(response, registry);
    else answer(response, 404, 'not found\n');
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    address: hostPort(host, (server.address() as AddressInfo).port),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answerMetrics(response: ServerResponse, registry: Registry): Promise<void> {
  try {
    answer(response, 200, await registry.metrics(), registry.contentType);
  } catch {
    answer(response, 500, 'no metrics\n');
  }
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
