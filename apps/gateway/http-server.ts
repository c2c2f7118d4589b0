import { createServer, IncomingMessage, ServerResponse, type RequestListener } from 'node:http';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostPort } from '@fileonion/service-kit';
import type { Express, Request, Response } from 'express';
import { answerBrokenRequests } from './broken-requests';

/** A running HTTP server. */
export interface HttpServer {
  /** `host:port`. */
  readonly address: string;
  /** Takes no new connections, answers what is at work or already on its way, then closes what is left. */
  stop(): Promise<void>;
}

const patience = { headersTimeout: 15_000, requestTimeout: 60_000 };

/** Kept connections outlive those of usual load balancers, so that it is they who close. */
const usuallySilentMs = 65_000;

/** While stopping, kept connections may bring one more request for a while, and answers may take a while longer. */
const lingerMs = 1_000;
const drainMs = 9_000;

/** Serves an app over HTTP/1.1. A connection on which nothing moves for `silentMs` is closed. */
export async function startHttpServer(
  app: Express,
  { host, port, silentMs = usuallySilentMs }: { host: string; port: number; silentMs?: number },
): Promise<HttpServer> {
  const options = { ...ownClasses(app), ...patience, keepAliveTimeout: silentMs, requireHostHeader: false };
  const server = createServer(options, withoutPaths(app));
  // Also ends an answer that nobody reads, which would be at work for ever.
  server.setTimeout(silentMs);
  const connections = new Set<Socket>();
  const atWork = new Set<ServerResponse>();
  let stopping = false;
  server.on('connection', (socket) => track(connections, socket));
  server.prependListener('request', (_req, res) => {
    track(atWork, res);
    if (stopping) res.shouldKeepAlive = false;
  });
  answerBrokenRequests(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));

  async function stop(): Promise<void> {
    stopping = true;
    for (const res of atWork) res.shouldKeepAlive = false;
    // The close of http.Server would cut idle connections at once, and with them requests that are on their way.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    await atMost(lingerMs, closed);
    const busy = new Set([...atWork].map(({ socket }) => socket));
    for (const socket of connections) if (!busy.has(socket)) socket.destroy();
    await atMost(drainMs, closed);
    server.close();
    server.closeAllConnections();
  }

  return { address: hostPort(host, (server.address() as AddressInfo).port), stop };
}

/** Waits for something, but no longer than it may take. */
async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  const limit = sleep(milliseconds, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([work, limit]);
  over.abort();
}

function track<T extends Socket | ServerResponse>(set: Set<T>, item: T): void {
  set.add(item);
  item.once('close', () => set.delete(item));
}

/**
 * Express answers by itself, and without an envelope, a request target of which it cannot tell the path. It needs no path,
 * since routes are found in the contract, by what `originalUrl` holds.
 */
function withoutPaths(app: Express): RequestListener {
  return (req, res) => {
    Object.assign(req, { originalUrl: req.url, url: '/' });
    app(req as Request, res as Response);
  };
}

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
