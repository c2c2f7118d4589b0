import { createHash } from 'node:crypto';
import { createServer } from 'node:net';

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
