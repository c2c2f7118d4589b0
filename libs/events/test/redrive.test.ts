import { Event, EventType } from '@fileonion/contract/events';
import { AppError } from '@fileonion/errors';
import { eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { startConsumer } from '../consumer';
import { redrive } from '../dead-letters';
import { createKafkaBus } from '../kafka-bus';
import { logger, outboxDatabase } from './outbox-database';

const topic = 'events.teams';
let database: Awaited<ReturnType<typeof outboxDatabase>>;

beforeAll(async () => void (database = await outboxDatabase()));
afterAll(() => database.drop());

it('gives a dead letter another try when it is redriven, and only to those that have not had its effect', async () => {
  const { calls, close, redriveAll } = await consumers({ refusals: 1 });
  await eventually(async () => expect(await redriveAll()).toBe(1));
  await eventually(() => expect(calls).toEqual({ picky: 2, easy: 1 }));
  await close();
}, 30_000);

it('ends though a consumer still refuses, and leaves the dead letter to the next time', async () => {
  const { calls, close, redriveAll } = await consumers({ refusals: Infinity });
  await eventually(async () => expect(await redriveAll()).toBe(1));
  expect(calls).toEqual({ picky: 2, easy: 1 });
  expect(await redriveAll()).toBe(1);
  expect(calls).toEqual({ picky: 3, easy: 1 });
  await close();
}, 40_000);

it('says that Kafka is away, instead of waiting for it for ever', async () => {
  const bus = createKafkaBus({ brokers: ['127.0.0.1:1'], namespace: '', clientId: 'redrive', logger });
  await expect(redrive({ bus, topic, logger, joinMs: 200 })).rejects.toThrow('Kafka let nobody read events.teams.dead');
}, 30_000);

/** Two consumers that were given one event, of which one refuses it as often as is said. */
async function consumers({ refusals }: { refusals: number }) {
  const bus = createKafkaBus({
    brokers: [process.env.KAFKA_BROKERS ?? ''],
    namespace: `test-${uuidv7()}`,
    clientId: 'redrive',
    logger,
  });
  await bus.ensureTopics([topic]);
  const calls = { picky: 0, easy: 0 };
  const common = { ...database, bus, topics: [topic], logger };
  await startConsumer({
    ...common,
    group: 'picky',
    async handle() {
      calls.picky += 1;
      if (calls.picky <= refusals) throw new AppError('not_found');
    },
  });
  await startConsumer({ ...common, group: 'easy', handle: async () => void (calls.easy += 1) });

  const event = Event.fromPartial({ id: uuidv7(), aggregateId: 'a', seq: 1, type: EventType.TEAM_CREATED });
  await bus.publish(topic, [{ key: 'a', value: Event.encode(event).finish(), headers: {} }]);
  await eventually(() => expect(calls).toEqual({ picky: 1, easy: 1 }));
  const redriveAll = () => redrive({ bus, topic, logger, idleMs: 1500 });
  return { calls, redriveAll, close: () => bus.close() };
}
