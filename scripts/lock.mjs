import { createHash } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Runs work that one process at a time may do, and waits for the others. The lock is a socket without a file (Linux
 * only, elsewhere nothing is locked): the kernel frees it however its holder ends.
 */
export async function withLock(name, work) {
  const server = await lock(`\0fileonion-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`);
  try {
    await work();
  } finally {
    server?.close();
  }
}

async function lock(address) {
  const deadline = Date.now() + 10 * 60_000;
  while (process.platform === 'linux') {
    const server = await listen(address);
    if (server) return server;
    if (Date.now() > deadline) throw new Error('Another process has been installing or building here for ten minutes.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return undefined;
}

function listen(address) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve(server));
  });
}
