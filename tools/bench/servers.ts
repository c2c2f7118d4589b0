import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProcessBrokers, say, startMongo, startRedis } from '@fileonion/embedded';
import { createConnection } from 'mongoose';

/** What a bench works on: servers that were given, or embedded ones that go with it. */
export interface Servers {
  mongo: string;
  /** CPU of the embedded MongoDB so far; 0 for one that was given. */
  mongoCpuMs(): number;
}

/** Runs work on a MongoDB. */
export async function withMongo<T>(work: (servers: Servers) => Promise<T>): Promise<T> {
  const given = process.env['MONGODB_URI'];
  if (given) return work({ mongo: given, mongoCpuMs: () => 0 });
  return inFolder(async (dataDir) => {
    say('MongoDB is the embedded SecantusDB; set MONGODB_URI to measure on another.');
    const server = await startMongo({ dataDir });
    try {
      return await work({ mongo: server.uri, mongoCpuMs: () => cpuMsOf(server.pid) });
    } finally {
      await server.stop();
    }
  });
}

/** Runs work on a Redis. */
export async function withRedis<T>(work: (url: string) => Promise<T>): Promise<T> {
  const given = process.env['REDIS_URL'];
  if (given) return work(given);
  return inFolder(async (dataDir) => {
    const server = await startRedis({ dataDir });
    try {
      return await work(server.uri);
    } finally {
      await server.stop();
    }
  });
}

/** The environment that every app reads. */
export function appEnvironment(namespace: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    NAMESPACE: namespace,
    PORT: '0',
    OPS_PORT: '0',
    // Apps in a bench are given a bus that needs no brokers.
    KAFKA_BROKERS: inProcessBrokers,
    SERVER_SECRET: randomBytes(32).toString('base64'),
  };
}

/** Removes what a bench has stored. */
export async function dropDatabases(uri: string, names: string[]): Promise<void> {
  const connection = await createConnection(uri).asPromise();
  for (const name of names) await connection.useDb(name).dropDatabase();
  await connection.close();
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Linux counts in hundredths of a second. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
