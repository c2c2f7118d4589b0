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
      return { command: python, args: ['-c', program, ...listen, ...storage] };
    },
    // Without it a commit is in the server's memory for some 40 ms after it was acknowledged, and a kill loses it.
    env: { WIREDTIGER_CONFIG: 'transaction_sync=(enabled=true,method=none)' },
    probe: ping,
  });
}

/**
 * What a killed process had begun to change is locked until the server gives its transaction up: for a minute, unless it
 * is told otherwise, which it is through an argument that its command line does not offer. It counts from the start of a
 * transaction's last statement, and is made to count from its end: a statement may itself take longer than that.
 */
const program = `
import time
from secantus import cli, commands, server
server.SecantusDBServer.__init__.__kwdefaults__['transaction_lifetime_seconds'] = 5
run = commands._run_txn_statement
def run_and_count_from_end(txn, *rest):
    with txn.mutex:
        try:
            return run(txn, *rest)
        finally:
            txn.last_use = time.time()
commands._run_txn_statement = run_and_count_from_end
cli.main()
`;

async function ping(uri: string): Promise<void> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 1000, connectTimeoutMS: 1000 });
  try {
    await client.db('admin').command({ ping: 1 }, { timeoutMS: 2000 });
  } finally {
    await client.close();
  }
}
