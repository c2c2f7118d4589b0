import { Event, EventType } from '@fileonion/contract/events';
import { createMetrics, namespaced } from '@fileonion/service-kit';
import { eventually } from '@fileonion/testing';
import fc from 'fast-check';
import { Kafka, logLevel } from 'kafkajs';
import { uuidv7 } from 'uuidv7';
import type { BusMessage, EventBus } from '../bus';
import { createInProcessBus } from '../in-process-bus';
import { createKafkaBus } from '../kafka-bus';
import { startRelay } from '../relay';
import { aCall, logger, outboxDatabase } from './outbox-database';

let database: Awaited<ReturnType<typeof outboxDatabase>>;

beforeAll(async () => void (database = await outboxDatabase()));
beforeEach(() => database.rows.deleteMany({}));
afterAll(() => database.drop());

const start = (bus: EventBus, metrics = createMetrics({ service: 'test' })) =>
  startRelay({ connection: database.connection, bus, topic: 'events.teams', logger, metrics });

it('publishes a committed event with everything about its cause, and deletes it', async () => {
  const { bus, got } = recordingBus();
  const relay = start(bus);
  const teamId = uuidv7();
  const event = await database.commit(teamId, 1);
  await eventually(() => expect(got).toHaveLength(1));
  const [message] = got;
  expect(message?.key).toBe(teamId);
  expect(message?.headers).toMatchObject({ type: EventType.TEAM_UPDATED, traceparent: event.traceparent });
  expect(Event.decode(message?.value ?? Buffer.alloc(0))).toEqual(Event.decode(Event.encode(event).finish()));
  expect(event).toMatchObject({ requestId: 'req_1', ip: '192.0.2.1', aggregateId: teamId, seq: 1 });
  await eventually(async () => expect(await database.rows.countDocuments({})).toBe(0));
  await relay.stop();
});

it('publishes nothing of a transaction that is rolled back', async () => {
  const { bus, got } = recordingBus();
  const relay = start(bus);
  const rolledBack = database.unitOfWork(aCall(), async (tx) => {
    await database.outbox.emit(tx, {
      type: EventType.TEAM_CREATED,
      aggregateId: uuidv7(),
      seq: 1,
      resource: ['fileonion.teams.v2.Team', Buffer.alloc(0)],
    });
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  const after = uuidv7();
  await database.commit(after, 1);
  await eventually(() => expect(got.length).toBeGreaterThan(0));
  expect(got.map(({ key }) => key)).toEqual([after]);
  await relay.stop();
});

it('keeps an event until the bus has taken it', async () => {
  let down = true;
  const { bus, got } = recordingBus(() => {
    if (down) throw new Error('the broker is away');
  });
  const metrics = createMetrics({ service: 'test' });
  const relay = start(bus, metrics);
  await database.commit('a', 1);
  await eventually(() => expect(got.length).toBeGreaterThan(1));
  expect(await database.rows.countDocuments({})).toBe(1);
  const text = await metrics.registry.metrics();
  expect(text).toContain('outbox_pending_events{topic="events.teams",service="test"} 1');
  expect(text).toMatch(/outbox_oldest_age_seconds\{.*\} [\d.]+/);
  down = false;
  await eventually(async () => expect(await database.rows.countDocuments({})).toBe(0));
  await relay.stop();
});

it('makes the topic anew where brokers have come back without it', async () => {
  const brokers = [process.env.KAFKA_BROKERS ?? ''];
  const namespace = `test-${uuidv7()}`;
  const bus = createKafkaBus({ brokers, namespace, clientId: 'relay', logger });
  const relay = start(bus);
  const published = () => eventually(async () => expect(await database.rows.countDocuments({})).toBe(0));
  await database.commit('a', 1);
  await published();

  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.deleteTopics({ topics: [namespaced(namespace, 'events.teams')] });
  await admin.disconnect();
  await database.commit('a', 2);
  await published();
  await relay.stop();
  await bus.close();
}, 30_000);

it('publishes again what it could not delete, and keeps the order of each aggregate through every crash', async () => {
  const scenario = fc.record({
    // How many events of each aggregate, and at which publishes the relay dies: before or after the bus had them.
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    crashes: fc.array(fc.constantFrom('before', 'after', 'no'), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ sizes, crashes }) => {
      const run = uuidv7();
      await commitShuffled(run, sizes);
      const got = await publishThroughCrashes([...crashes]);
      sizes.forEach((size, aggregate) => {
        const seqs = got
          .map(({ value }) => Event.decode(value))
          .filter(({ aggregateId }) => aggregateId === `${run}-${aggregate}`);
        expect([...new Set(seqs.map(({ seq }) => seq))]).toEqual(Array.from({ length: size }, (_, index) => index + 1));
      });
    }),
    { numRuns: 8 },
  );
}, 60_000);

it('lets one of two relays publish, and the other go on when the first stops', async () => {
  const first = recordingBus();
  const second = recordingBus();
  const one = start(first.bus);
  await database.commit('a', 1);
  await eventually(() => expect(first.got).toHaveLength(1));
  const other = start(second.bus);
  for (let seq = 2; seq <= 20; seq += 1) await database.commit('a', seq);
  await eventually(() => expect(first.got).toHaveLength(20));
  expect(second.got).toHaveLength(0);
  await one.stop();
  await database.commit('a', 21);
  await eventually(() => expect(second.got).toHaveLength(1));
  await other.stop();
});

it('publishes within milliseconds of the commit, without waiting for a poll', async () => {
  const { bus, got } = recordingBus();
  const relay = start(bus);
  await database.commit('warm', 1);
  await eventually(() => expect(got).toHaveLength(1));
  const delays: number[] = [];
  for (let seq = 1; seq <= 5; seq += 1) {
    await database.commit('b', seq);
    const committed = performance.now();
    await eventually(() => expect(got).toHaveLength(seq + 1));
    delays.push(performance.now() - committed);
  }
  expect(Math.min(...delays)).toBeLessThan(200);
  await relay.stop();
});

function recordingBus(onPublish: (messages: BusMessage[]) => void = () => {}) {
  const got: BusMessage[] = [];
  const inner = createInProcessBus({ logger });
  const publish: EventBus['publish'] = async (_topic, messages) => {
    got.push(...messages);
    onPublish(messages);
  };
  return { got, bus: { ...inner, publish } };
}

/** Commits in an order that is right for each aggregate and arbitrary between them. */
async function commitShuffled(run: string, sizes: number[]): Promise<void> {
  for (let seq = 1; seq <= Math.max(...sizes); seq += 1) {
    for (const [aggregate, size] of sizes.entries()) if (seq <= size) await database.commit(`${run}-${aggregate}`, seq);
  }
}

/** Starts relay after relay, each of which dies at its first publish as the plan says, until all is published. */
async function publishThroughCrashes(crashes: string[]): Promise<BusMessage[]> {
  const got: BusMessage[] = [];
  for (;;) {
    const crash = crashes.shift() ?? 'no';
    const { promise: died, resolve: die } = Promise.withResolvers<void>();
    const inner = createInProcessBus({ logger });
    const publish: EventBus['publish'] = async (_topic, messages) => {
      if (crash !== 'before') got.push(...messages);
      if (crash === 'no') return;
      die();
      throw new Error('dead');
    };
    const relay = start({ ...inner, publish });
    await Promise.race([died, eventually(async () => expect(await database.rows.countDocuments({})).toBe(0))]);
    await relay.stop();
    if ((await database.rows.countDocuments({})) === 0) return got;
  }
}
