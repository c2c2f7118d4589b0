import { Event, EventType } from '@fileonion/contract/events';
import { AppError } from '@fileonion/errors';
import { eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { startConsumer } from '../consumer';
import { redrive } from '../dead-letters';
import { createKafkaBus } from '../kafka-bus';
import { logger, outboxDatabase } from './outbox-database';

it('gives a dead letter another try when it is redriven, and only to those that have not had its effect', async () => {
  const database = await outboxDatabase();
  const bus = createKafkaBus({
    brokers: [process.env.KAFKA_BROKERS ?? ''],
    namespace: `test-${uuidv7()}`,
    clientId: 'redrive',
    logger,
  });
  const topic = 'events.teams';
  await bus.ensureTopics([topic]);
  const calls = { picky: 0, easy: 0 };
  const common = { ...database, bus, topics: [topic], logger };
  await startConsumer({
    ...common,
    group: 'picky',
    async handle() {
      calls.picky += 1;
      if (calls.picky === 1) throw new AppError('not_found');
    },
  });
  await startConsumer({ ...common, group: 'easy', handle: async () => void (calls.easy += 1) });

  const event = Event.fromPartial({ id: uuidv7(), aggregateId: 'a', seq: 1, type: EventType.TEAM_CREATED });
  await bus.publish(topic, [{ key: 'a', value: Event.encode(event).finish(), headers: {} }]);
  await eventually(() => expect(calls).toEqual({ picky: 1, easy: 1 }));
  await eventually(async () => expect(await redrive({ bus, topic, logger, idleMs: 1500 })).toBe(1));
  await eventually(() => expect(calls).toEqual({ picky: 2, easy: 1 }));
  await bus.close();
  await database.drop();
}, 30_000);
