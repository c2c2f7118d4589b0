import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Servers that start together draw their ports before any of them listens.
const drawn = new Set<number>();

/**
 * A port of 127.0.0.1 that nobody listens on at this moment, and another one each time. It is below those that the system
 * gives to outgoing connections: one of these could take it while a server that was killed is started again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if (drawn.has(port)) continue;
    drawn.add(port);
    if (await isFree(port)) return port;
  }
}

/** Whether nobody listens on a port of 127.0.0.1 at this moment. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
