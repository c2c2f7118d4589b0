import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostPort } from '@fileonion/service-kit';
import type { Express } from 'express';
import { answerBrokenRequests } from './broken-requests';

/** A running HTTP server. */
export interface HttpServer {
  /** `host:port`. */
  readonly address: string;
  /** Takes no new connections, answers what is at work or already on its way, then closes what is left. */
  stop(): Promise<void>;
}

/** While stopping, kept connections may bring one more request for a while, and answers may take a while longer. */
const lingerMs = 1_000;
const drainMs = 9_000;

/** Serves an app over HTTP/1.1. */
export async function startHttpServer(app: Express, { host, port }: { host: string; port: number }): Promise<HttpServer> {
  const server = createServer({ ...ownClasses(app), ...patience, requireHostHeader: false }, app);
  const atWork = new Set<ServerResponse>();
  let stopping = false;
  server.prependListener('request', (_req, res) => {
    atWork.add(res);
    res.once('close', () => atWork.delete(res));
    if (stopping) res.shouldKeepAlive = false;
  });
  answerBrokenRequests(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    address: hostPort(host, (server.address() as AddressInfo).port),
    stop() {
      stopping = true;
      for (const res of atWork) res.shouldKeepAlive = false;
      return drain(server);
    },
  };
}

/** Milliseconds. Kept connections outlive those of usual load balancers, so that it is they who close. */
const patience = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 };

/**
 * Express gives every request and response the app's prototype, which costs half as much as the rest of its work.
 * With classes that have that prototype from the start, there is nothing left to change.
 */
function ownClasses(app: Express): { IncomingMessage: typeof IncomingMessage; ServerResponse: typeof ServerResponse } {
  return {
    IncomingMessage: withPrototype(IncomingMessage, app.request),
    ServerResponse: withPrototype(ServerResponse, app.response),
  };
}

function withPrototype<Class extends new (...args: never[]) => object>(base: Class, prototype: object): Class {
  function Derived(...args: unknown[]): object {
    return Reflect.construct(base, args, Derived);
  }
  Derived.prototype = prototype;
  return Derived as unknown as Class;
}

async function drain(server: Server): Promise<void> {
  // The close of http.Server would cut idle connections at once, and with them requests that are on their way.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  await Promise.race([closed, sleep(lingerMs, undefined, { ref: false })]);
  server.closeIdleConnections();
  await Promise.race([closed, sleep(drainMs, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
}
