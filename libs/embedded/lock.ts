import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { OneLineError } from './one-line-error';

/** Something that one process at a time may hold. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a name, or answers undefined when another process holds it. It is a socket without a file (Linux
 * only, elsewhere nothing is locked), so that the kernel frees it however its holder ends.
 */
export function acquireLock(name: string): Promise<Lock | undefined> {
  if (process.platform !== 'linux') return Promise.resolve({ release() {} });
  const address = `\0fileonion-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve({ release: () => server.close() });
    });
  });
}

/** Takes the lock of a name, and waits while another process holds it. */
export async function waitForLock(name: string): Promise<Lock> {
  const deadline = Date.now() + 10 * 60_000;
  while (Date.now() < deadline) {
    const lock = await acquireLock(name);
    if (lock) return lock;
    await delay(200);
  }
  throw new OneLineError(`Another process has been at work on ${name} for ten minutes.`);
}
