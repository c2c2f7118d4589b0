import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type EmbeddedServer } from '@fileonion/embedded';
import { eventually } from '@fileonion/testing';
import { startConsumer } from '../consumer';
import { createKafkaBus } from '../kafka-bus';
import { startRelay } from '../relay';
import { logger, outboxDatabase } from './outbox-database';

it('loses nothing and keeps the order of each aggregate when Kafka is killed, again and again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'kafka-'));
  let kafka: EmbeddedServer = await startKafka({ dataDir });
  const database = await outboxDatabase();
  const bus = createKafkaBus({ brokers: [kafka.uri], namespace: '', clientId: 'outage', logger });
  const relay = startRelay({ ...database, bus, topic: 'events.teams', logger });
  const seen: string[] = [];
  await startConsumer({
    ...{ ...database, bus, topics: ['events.teams'], group: 'outage', logger },
    handle: async (_tx, { aggregateId, seq }) => void seen.push(`${aggregateId} ${seq}`),
  });

  let seq = 0;
  const commitSome = async () => {
    for (let count = 0; count < 20; count += 1) {
      seq += 1;
      await database.commit('a', seq);
      await database.commit('b', seq);
    }
  };
  for (let round = 0; round < 2; round += 1) {
    await commitSome();
    process.kill(kafka.pid, 'SIGKILL');
    await kafka.exited;
    await commitSome();
    kafka = await startKafka({ dataDir, port: kafka.port });
    await commitSome();
  }

  const expected = Array.from({ length: seq }, (_, index) => index + 1);
  const seqsOf = (aggregate: string) => {
    const seqs = seen.filter((text) => text.startsWith(aggregate)).map((text) => Number(text.slice(2)));
    return [...new Set(seqs)];
  };
  await eventually(() => expect([seqsOf('a'), seqsOf('b')]).toEqual([expected, expected]), { within: 60_000 });
  await eventually(async () => expect(await database.rows.countDocuments({})).toBe(0));

  await relay.stop();
  await bus.close();
  await kafka.stop();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
}, 240_000);
