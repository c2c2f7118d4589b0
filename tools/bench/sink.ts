import { createServer } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A call as a sink notes it. */
export interface Receipt {
  /** The header `webhook-id`. */
  eventId: string;
  /** The header `x-fileonion-delivery`, the same for every attempt; none from the bare loop. */
  deliveryId: string;
  /** Epoch milliseconds. */
  at: number;
}

/** A receiver that takes everything at once. */
export interface Sink {
  url: string;
  receipts: Receipt[];
  /** How many different deliveries it has received. */
  delivered(): number;
  /** Forgets what it has received. */
  clear(): void;
  /** The body of the last call. */
  lastBody(): Buffer;
  stop(): Promise<unknown>;
}

export async function startSink(): Promise<Sink> {
  const receipts: Receipt[] = [];
  const deliveries = new Set<string>();
  let last: Buffer[] = [];
  const server = createServer((request, response) => {
    const eventId = String(request.headers['webhook-id']);
    const deliveryId = String(request.headers['x-fileonion-delivery']);
    receipts.push({ eventId, deliveryId, at: Date.now() });
    deliveries.add(deliveryId);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      last = chunks;
      response.end();
    });
  });
  const url = await listen(server);
  return {
    url,
    receipts,
    delivered: () => deliveries.size,
    clear() {
      receipts.length = 0;
      deliveries.clear();
    },
    lastBody: () => Buffer.concat(last),
    stop: () => closed(server, () => server.closeAllConnections()),
  };
}

/** A receiver that treats each connection as it is told to. */
export async function startBadSink(
  onConnection: (socket: Socket) => void,
  place?: { host: string; port: number },
): Promise<{ url: string; stop(): Promise<unknown> }> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  const url = await listen(server, place);
  return { url, stop: () => closed(server, () => sockets.forEach((socket) => socket.destroy())) };
}

// Made once: the process that makes it also takes note of when the others receive something.
const flood = Buffer.from(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(10_000_000)}`);

/** Receivers as they should not be. */
export const misbehaviours: Record<string, (socket: Socket) => void> = {
  hangs: () => undefined,
  drips(socket) {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
    const timer = setInterval(() => socket.write('x'), 1000);
    socket.on('close', () => clearInterval(timer));
  },
  resets: (socket) => socket.resetAndDestroy(),
  floods: (socket) => socket.write(flood),
};

async function listen(server: Server, place = { host: '127.0.0.1', port: 0 }): Promise<string> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(place, resolve));
  return `http://${place.host}:${(server.address() as AddressInfo).port}/hook`;
}

function closed(server: Server, cut: () => void): Promise<unknown> {
  const done = new Promise((resolve) => server.close(resolve));
  cut();
  return done;
}
