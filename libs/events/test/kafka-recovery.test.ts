import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startKafka, type EmbeddedServer } from '@fileonion/embedded';
import { eventually } from '@fileonion/testing';
import type { EventBus } from '../bus';
import { startConsumer } from '../consumer';
import { createKafkaBus } from '../kafka-bus';
import { startRelay, type Relay } from '../relay';
import { logger, outboxDatabase } from './outbox-database';

describe('an event that is committed while Kafka is away is consumed within 5 s of its return', () => {
  let dataDir: string;
  let kafka: EmbeddedServer;
  let database: Awaited<ReturnType<typeof outboxDatabase>>;
  let bus: EventBus;
  let relay: Relay;
  const seen: number[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'kafka-'));
    kafka = await startKafka({ dataDir });
    database = await outboxDatabase();
    bus = createKafkaBus({ brokers: [kafka.uri], namespace: '', clientId: 'recovery', logger });
    relay = startRelay({ ...database, bus, topic: 'events.teams', logger });
    await startConsumer({
      ...{ ...database, bus, topics: ['events.teams'], group: 'recovery', logger },
      handle: async (_tx, { seq }) => void seen.push(seq),
    });
    await database.commit('a', 1);
    await eventually(() => expect(seen).toContain(1), { within: 30_000 });
  }, 120_000);

  afterAll(async () => {
    await relay?.stop();
    await bus?.close();
    await kafka?.stop();
    await database?.drop();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);

  it('when it was killed', async () => {
    process.kill(kafka.pid, 'SIGKILL');
    await kafka.exited;
    await database.commit('a', 2);
    // It answers again when this resolves.
    kafka = await startKafka({ dataDir, port: kafka.port });
    await eventually(() => expect(seen).toContain(2), { within: 5000 });
  }, 90_000);

  it('when it stood still for 10 s', async () => {
    process.kill(kafka.pid, 'SIGSTOP');
    await database.commit('a', 3);
    await delay(10_000);
    process.kill(kafka.pid, 'SIGCONT');
    await eventually(() => expect(seen).toContain(3), { within: 5000 });
  }, 30_000);
});
