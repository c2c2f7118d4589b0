import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@fileonion/testing';
import { buildSync } from 'esbuild';
import { Kafka, logLevel } from 'kafkajs';
import { mongo } from 'mongoose';
import { freePort, OneLineError, startKafka, startMongo, startRedis, workspaceRoot } from '../index';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'embedded-'));
/** How long the embedded MongoDB keeps the transaction of a client that says nothing. */
const waitForGoneMs = 5_000;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('servers die with their parent, even when it is killed', async () => {
  const program = join(workspaceRoot(), 'dist/test/embedded-parent.js');
  const entryPoints = [join(__dirname, 'parent.ts')];
  buildSync({ entryPoints, outfile: program, bundle: true, platform: 'node', packages: 'external' });

  const parent = spawn(process.execPath, [program, join(folder, 'orphans')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(line.toString()) as number[];
  expect(pids.map(isAlive)).toEqual([true, true]);

  parent.kill('SIGKILL');
  await eventually(() => expect(pids.map(isAlive)).toEqual([false, false]));
});

test('a transaction that MongoDB acknowledged is there after kill -9 and a start on the same folder and port', async () => {
  const dataDir = join(folder, 'mongo');
  let server = await startMongo({ dataDir });
  for (const round of [1, 2, 3]) {
    await withMongo(server.uri, async (rows, client) => {
      await rows.updateOne({ _id: 'outside' as never }, { $set: { round } }, { upsert: true });
      const writeConcern = { w: 'majority', j: true } as const;
      await client.withSession((session) =>
        session.withTransaction(() => rows.insertOne({ round }, { session }), { writeConcern }),
      );
    });
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toBe('ended by SIGKILL');

    server = await startMongo({ dataDir, port: server.port });
    expect(await withMongo(server.uri, (rows) => rows.countDocuments({ round }))).toBe(2);
  }
  await server.stop();
});

test('what a client that is gone had begun to change can be changed within seconds', async () => {
  const server = await startMongo({ dataDir: join(folder, 'abandoned') });
  await withMongo(server.uri, async (rows, client) => {
    await rows.insertOne({ _id: 'row' as never });
    const abandoned = client.startSession();
    abandoned.startTransaction();
    await rows.updateOne({ _id: 'row' as never }, { $set: { by: 'it' } }, { session: abandoned });

    await client.withSession((session) =>
      session.withTransaction(() => rows.updateOne({ _id: 'row' as never }, { $set: { by: 'another' } }, { session }), {
        timeoutMS: 15_000,
      }),
    );
    expect(await rows.findOne()).toMatchObject({ by: 'another' });
  });
  await server.stop();
});

test('a statement may take longer than the server waits for a client that is gone', async () => {
  const server = await startMongo({ dataDir: join(folder, 'long') });
  await withMongo(server.uri, async (rows, client) => {
    await rows.insertOne({ _id: 'row' as never });
    await client.withSession(async (session) => {
      session.startTransaction();
      await rows.updateOne({ _id: 'row' as never }, { $set: { by: 'it' } }, { session });
      for (let [ms, size] = [0, 100_000]; ms < waitForGoneMs; size *= Math.ceil((1.2 * waitForGoneMs) / ms)) {
        const started = Date.now();
        const squares = { $map: { input: { $range: [0, size] }, in: { $multiply: ['$$this', '$$this'] } } };
        await rows.aggregate([{ $project: { sum: { $sum: squares } } }], { session }).toArray();
        ms = Date.now() - started;
      }
      await session.commitTransaction();
    });
    expect(await rows.findOne()).toMatchObject({ by: 'it' });
  });
  await server.stop();
});

test('what Kafka acknowledged is there after kill -9 and a start on the same folder', async () => {
  const dataDir = join(folder, 'kafka');
  const first = await startKafka({ dataDir });
  await withTopic(first.uri, async (kafka) => {
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: 'kept', messages: [{ value: 'kept' }] });
    await producer.disconnect();
  });
  process.kill(first.pid, 'SIGKILL');
  await first.exited;

  const second = await startKafka({ dataDir });
  const admin = new Kafka({ brokers: [second.uri], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  expect(await admin.fetchTopicOffsets('kept')).toMatchObject([{ partition: 0, offset: '1' }]);
  await admin.disconnect();
  await second.stop();
});

test('a given port that is taken is one clear error', async () => {
  const first = await startRedis({ dataDir: join(folder, 'redis-1'), port: await freePort() });
  const second = startRedis({ dataDir: join(folder, 'redis-2'), port: first.port });
  await expect(second).rejects.toThrow(OneLineError);
  await first.stop();
  expect(await first.exited).toBe('ended with code 0');
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function withMongo<T>(
  uri: string,
  work: (rows: mongo.Collection, client: mongo.MongoClient) => Promise<T>,
): Promise<T> {
  const client = new mongo.MongoClient(uri);
  try {
    return await work(client.db('test').collection('rows'), client);
  } finally {
    await client.close();
  }
}

async function withTopic(uri: string, work: (kafka: Kafka) => Promise<void>): Promise<void> {
  const kafka = new Kafka({ brokers: [uri], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'kept' }] });
  await admin.disconnect();
  await work(kafka);
}
