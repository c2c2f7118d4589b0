import { join } from 'node:path';
import { mongo } from 'mongoose';
import { installed } from './install/installed';
import { startServer, type EmbeddedOptions, type EmbeddedServer } from './start-server';

/** Starts SecantusDB, which speaks MongoDB's protocol as a one-node replica set. For evaluation and tests only. */
export async function startMongo(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const python = join(await installed('python-servers'), 'bin', 'python3');
  return startServer(options, {
    name: 'SecantusDB',
    uri: (port) => `mongodb://127.0.0.1:${port}/?directConnection=true&retryWrites=false`,
    command(port) {
      const listen = ['--host', '127.0.0.1', '--port', String(port)];
      const storage = ['--storage-path', options.dataDir, '--cache-size', '256M', '--log-level', 'WARNING'];
      const program = ['-c', 'from secantus.cli import main; main()'];
      return { command: python, args: [...program, ...listen, ...storage] };
    },
    // Without it a commit is in the server's memory for some 40 ms after it was acknowledged, and a kill loses it.
    env: { WIREDTIGER_CONFIG: 'transaction_sync=(enabled=true,method=none)' },
    probe: ping,
  });
}

async function ping(uri: string): Promise<void> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 1000, connectTimeoutMS: 1000 });
  try {
    await client.db('admin').command({ ping: 1 }, { timeoutMS: 2000 });
  } finally {
    await client.close();
  }
}
