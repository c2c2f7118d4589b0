import { Event, EventType } from '@fileonion/contract/events';
import { AppError } from '@fileonion/errors';
import { createMetrics, type Metrics } from '@fileonion/service-kit';
import { eventually } from '@fileonion/testing';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { Schema, type Model } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import type { BusMessage } from '../bus';
import { startConsumer } from '../consumer';
import type { ConsumerOptions } from '../consumer-options';
import { createInProcessBus } from '../in-process-bus';
import { logger, outboxDatabase } from './outbox-database';

const topic = 'events.teams';
let database: Awaited<ReturnType<typeof outboxDatabase>>;
let effects: Model<{ _id: string }>;

beforeAll(async () => {
  database = await outboxDatabase();
  effects = database.connection.model<{ _id: string }>('Effect', new Schema({ _id: String }));
  await effects.createCollection();
});
afterAll(() => database.drop());

it('counts no event of any outcome before the first, so that the first is seen as an increase', async () => {
  const metrics = createMetrics({ service: 'test' });
  const { connection, unitOfWork } = database;
  const bus = createInProcessBus({ logger });
  const topics = [topic, 'events.keys'];
  await startConsumer({
    connection,
    unitOfWork,
    metrics,
    bus,
    topics,
    group: uuidv7(),
    logger,
    handle: async () => {},
  });
  for (const name of topics) expect(await countsOf(metrics, name)).toMatchObject({ dead: 0 });
});

it('has the effect of an event once, however often it comes', async () => {
  const { bus } = await consuming(
    async (tx, { id }) => void (await effects.insertMany([{ _id: id }], { session: tx.session })),
  );
  const { id, message } = anEvent();
  for (let time = 0; time < 3; time += 1) await bus.publish(topic, [message]);
  expect(await effects.countDocuments({ _id: id })).toBe(1);
});

it('marks an event as seen only together with its effect', async () => {
  let broken = true;
  const { bus } = await consuming(async (tx, { id }) => {
    await effects.insertMany([{ _id: id }], { session: tx.session });
    if (broken) throw new AppError('unavailable');
  });
  const { id, message } = anEvent();
  await expect(bus.publish(topic, [message])).rejects.toThrow();
  expect(await effects.countDocuments({ _id: id })).toBe(0);
  broken = false;
  await bus.publish(topic, [message]);
  expect(await effects.countDocuments({ _id: id })).toBe(1);
});

it('does what comes afterwards until it has succeeded, though the effect is had once', async () => {
  const effects: (string | undefined)[] = [];
  let broken = true;
  const bus = createInProcessBus({ logger });
  const { connection, unitOfWork, metrics } = database;
  await startConsumer<string>({
    ...{ connection, unitOfWork, metrics, bus, topics: [topic], group: uuidv7(), logger },
    handle: async () => 'done',
    async afterwards(_events, had) {
      effects.push(...had);
      if (broken) throw new AppError('unavailable');
    },
  });
  const { message } = anEvent();
  await expect(bus.publish(topic, [message])).rejects.toThrow();
  broken = false;
  await bus.publish(topic, [message]);
  expect(effects).toEqual(['done', undefined]);
});

it('puts what it can never handle aside with the reason, and goes on', async () => {
  const handled: string[] = [];
  const { bus, dead } = await consuming(async (_tx, { id, aggregateId }) => {
    if (aggregateId === 'against-the-rules') throw new AppError('not_found', 'No such team.');
    handled.push(id);
  });
  const good = anEvent();
  await bus.publish(topic, [
    { ...good.message, value: Buffer.from([255, 255]) },
    anEvent('against-the-rules').message,
    good.message,
  ]);
  await eventually(() =>
    expect(dead.map(({ headers }) => headers.reason)).toEqual([
      expect.stringContaining('no event'),
      expect.stringContaining('No such team.'),
    ]),
  );
  expect(handled).toEqual([good.id]);
  expect(await countsOf(database.metrics)).toMatchObject({ dead: 2 });
});

describe('a consumer that takes several events at once', () => {
  async function consumingAll(handleAll: ConsumerOptions['handleAll']) {
    return consuming(async (tx, event) => void (await handleAll?.(tx, [event])), { handleAll });
  }

  it('has the effects of all in one transaction', async () => {
    const sizes: number[] = [];
    const { bus } = await consumingAll(async (tx, events) => {
      sizes.push(events.length);
      await effects.insertMany(
        events.map(({ id }) => ({ _id: id })),
        { session: tx.session },
      );
      return [];
    });
    const events = Array.from({ length: 60 }, () => anEvent());
    await bus.publish(
      topic,
      events.map(({ message }) => message),
    );
    expect(sizes).toEqual([50, 10]);
    expect(await effects.countDocuments({ _id: { $in: events.map(({ id }) => id) } })).toBe(60);
  });

  it('has the effects of the others in one transaction where some were seen or come twice', async () => {
    const handled: string[][] = [];
    const { bus } = await consumingAll(async (_tx, events) => {
      handled.push(events.map(({ id }) => id));
      return [];
    });
    const [one, two, three, four] = [anEvent(), anEvent(), anEvent(), anEvent()];
    await bus.publish(topic, [one.message, two.message]);
    await bus.publish(topic, [one.message, two.message]);
    await bus.publish(topic, [two.message, three.message, three.message, four.message]);
    expect(handled).toEqual([
      [one.id, two.id],
      [three.id, four.id],
    ]);
  });

  it('counts what came of each, also of those that fail and of those that it has no interest in', async () => {
    let broken = true;
    const handleAll = async () => {
      if (broken) throw new AppError('unavailable');
      return [];
    };
    const metrics = createMetrics({ service: 'test' });
    const options = { handleAll, metrics, types: [EventType.TEAM_CREATED] };
    const { bus } = await consuming(async () => void (await handleAll()), options);
    const ignored = anEvent('a', EventType.TEAM_DELETED);
    const messages = [anEvent(), anEvent(), ignored].map(({ message }) => message);
    await expect(bus.publish(topic, messages)).rejects.toThrow();
    expect(await countsOf(metrics)).toMatchObject({ failed: 2, handled: 0 });
    broken = false;
    await bus.publish(topic, messages);
    expect(await countsOf(metrics)).toMatchObject({ failed: 2, handled: 2, ignored: 1 });
  });

  it('tells in the trace of each what came of it', async () => {
    const exporter = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
    let broken = false;
    const { bus } = await consumingAll(async () => {
      if (broken) throw new AppError('unavailable');
      return [];
    });
    const outcomes = () => exporter.getFinishedSpans().map(({ attributes }) => attributes['outcome']);
    const [seen, fresh, failing] = [anEvent(), anEvent(), anEvent()];
    await bus.publish(topic, [seen.message]);
    await bus.publish(topic, [seen.message, fresh.message]);
    expect(outcomes()).toEqual(['handled', 'seen', 'handled']);
    broken = true;
    await expect(bus.publish(topic, [fresh.message, failing.message])).rejects.toThrow();
    expect(outcomes().slice(3)).toEqual(['failed', 'failed']);
    trace.disable();
  });

  it('has each effect once where some were seen, are twice among them, cannot be read, or break a rule', async () => {
    const handled: string[] = [];
    const { bus, dead } = await consumingAll(async (_tx, events) => {
      if (events.some(({ aggregateId }) => aggregateId === 'against-the-rules'))
        throw new AppError('not_found', 'No such team.');
      handled.push(...events.map(({ id }) => id));
      return [];
    });
    const [seen, twice, good] = [anEvent(), anEvent(), anEvent()];
    const unreadable = { ...good.message, value: Buffer.from([255, 255]) };
    await bus.publish(topic, [seen.message]);
    await bus.publish(topic, [seen.message, good.message]);
    await bus.publish(topic, [
      twice.message,
      twice.message,
      unreadable,
      anEvent('against-the-rules').message,
      seen.message,
    ]);
    expect(handled).toEqual([seen.id, good.id, twice.id]);
    expect(dead).toHaveLength(2);
  });
});

it('ignores types that it has no interest in', async () => {
  const handled: EventType[] = [];
  const { bus } = await consuming(async (_tx, { type }) => void handled.push(type), {
    types: [EventType.TEAM_DELETED],
  });
  await bus.publish(topic, [anEvent().message, anEvent('a', EventType.TEAM_DELETED).message]);
  expect(handled).toEqual([EventType.TEAM_DELETED]);
});

async function consuming(handle: ConsumerOptions['handle'], options: Partial<ConsumerOptions> = {}) {
  const bus = createInProcessBus({ logger });
  const dead: BusMessage[] = [];
  await bus.subscribe({ topics: [`${topic}.dead`], group: 'test', handle: async (message) => void dead.push(message) });
  const { connection, unitOfWork, metrics } = database;
  const common = { connection, unitOfWork, metrics, bus, topics: [topic], group: uuidv7(), logger };
  await startConsumer({ ...common, handle, ...options });
  return { bus, dead };
}

/** How many events of a topic had each outcome. */
async function countsOf({ registry }: Metrics, name = topic): Promise<Record<string, number>> {
  const text = await registry.metrics();
  const lines = text.matchAll(/_age_seconds_count\{[^}]*topic="([^"]+)",outcome="(\w+)"[^}]*\} (\d+)/g);
  return Object.fromEntries(
    [...lines].filter(([, of]) => of === name).map(([, , outcome, count]) => [outcome, Number(count)]),
  );
}

function anEvent(
  aggregateId: string = uuidv7(),
  type: EventType = EventType.TEAM_CREATED,
): { id: string; message: BusMessage } {
  const event = Event.fromPartial({
    id: uuidv7(),
    organizationId: uuidv7(),
    occurredAt: new Date(),
    aggregateId,
    seq: 1,
    type,
  });
  return { id: event.id, message: { key: aggregateId, value: Event.encode(event).finish(), headers: { type } } };
}
