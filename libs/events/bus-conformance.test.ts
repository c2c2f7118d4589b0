import { eventually } from '@fileonion/testing';
import pino from 'pino';
import { uuidv7 } from 'uuidv7';
import type { BusMessage, EventBus } from './bus';
import { createInProcessBus } from './in-process-bus';
import { createKafkaBus } from './kafka-bus';

const logger = pino({ level: 'silent' });
/** A group of Kafka takes seconds to let its members in. */
const within = 15_000;
const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');

const buses: [name: string, create: () => EventBus][] = [
  ['in-process', () => createInProcessBus({ logger })],
  ['Kafka', () => createKafkaBus({ brokers, namespace: `test-${uuidv7()}`, clientId: 'conformance', logger })],
];

describe.each(buses)('the %s bus', (_name, create) => {
  let bus: EventBus;

  beforeEach(async () => {
    bus = create();
    await bus.ensureTopics(['a', 'b']);
  });
  afterEach(() => bus.close());

  it('gives every group every message, with key, value and headers as they were', async () => {
    const [first, second] = [await collector(bus, 'first'), await collector(bus, 'second')];
    await bus.publish('a', [{ key: 'k', value: Buffer.from([0, 255]), headers: { type: 'X' } }]);
    for (const { got } of [first, second]) {
      await eventually(() => expect(got).toHaveLength(1), { within });
      expect(got[0]?.key).toBe('k');
      expect([...(got[0]?.value ?? [])]).toEqual([0, 255]);
      expect(got[0]?.headers).toEqual({ type: 'X' });
    }
  });

  it('keeps the order of a key over many publishes', async () => {
    const { got } = await collector(bus, 'ordered');
    for (let n = 0; n < 60; n += 3) await bus.publish('a', [message('x', n), message('y', n + 1), message('x', n + 2)]);
    await eventually(() => expect(got).toHaveLength(60), { within });
    for (const key of ['x', 'y']) {
      const numbers = got.filter((each) => each.key === key).map(numberOf);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });

  it('gives a message that failed again, before any later one of its key', async () => {
    let failures = 2;
    const { got } = await collector(bus, 'retrying', async (each) => {
      if (numberOf(each) === 1 && failures-- > 0) throw new Error('not now');
    });
    await publishUntilTaken(bus, [message('k', 0), message('k', 1), message('k', 2)]);
    await eventually(() => expect(got.map(numberOf)).toContain(2), { within });
    expect(failures).toBeLessThanOrEqual(0);
    expect(firstAppearances(got)).toEqual([0, 1, 2]);
  });

  it('gives each message to one of a group, and goes on with the other when one stops', async () => {
    const one = await collector(bus, 'shared');
    const other = await collector(bus, 'shared');
    await bus.publish('a', [message('k', 0)]);
    await eventually(() => expect([...one.got, ...other.got]).toHaveLength(1), { within });
    await one.stop();
    await bus.publish('a', [message('k', 1)]);
    await eventually(() => expect(other.got.map(numberOf)).toContain(1), { within });
  });

  it('hands what was published while a group was down to the group when it is back', async () => {
    const before = await collector(bus, 'resting');
    await bus.publish('a', [message('k', 0)]);
    await eventually(() => expect(before.got).toHaveLength(1), { within });
    await before.stop();
    const published = publishUntilTaken(bus, [message('k', 1)]);
    const after = await collector(bus, 'resting');
    await published;
    await eventually(() => expect(after.got.map(numberOf)).toContain(1), { within });
  });

  it('waits for the running handler when it stops, and tells it', async () => {
    let finished = false;
    const { stop, started } = await collector(bus, 'stopping', async (_message, signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      finished = true;
    });
    const published = bus.publish('a', [message('k', 0)]);
    await started;
    await stop();
    expect(finished).toBe(true);
    await published;
  });

  it('gives several messages at once to who takes them so, in order and all of them', async () => {
    const sizes: number[] = [];
    const got: BusMessage[] = [];
    await bus.subscribe({
      topics: ['a'],
      group: 'several',
      handle: async () => {
        throw new Error('one by one');
      },
      async handleAll(messages) {
        sizes.push(messages.length);
        got.push(...messages);
      },
    });
    await bus.publish(
      'a',
      Array.from({ length: 120 }, (_, n) => message('k', n)),
    );
    await eventually(() => expect(got).toHaveLength(120), { within });
    expect(got.map(numberOf)).toEqual(Array.from({ length: 120 }, (_, n) => n));
    expect(Math.max(...sizes)).toBe(50);
  });

  it('reads several topics in one subscription and names the topic', async () => {
    const seen: string[] = [];
    await bus.subscribe({
      topics: ['a', 'b'],
      group: 'both',
      handle: async (_message, { topic }) => void seen.push(topic),
    });
    await bus.publish('a', [message('k', 0)]);
    await bus.publish('b', [message('k', 0)]);
    await eventually(() => expect(seen).toHaveLength(2), { within });
    expect(seen.sort()).toEqual(['a', 'b']);
  });
});

it('the in-process bus holds publishes back until it is released', async () => {
  const bus = createInProcessBus({ logger, hold: true });
  const published = bus.publish('a', [message('k', 0)]);
  const { got } = await collector(bus, 'late');
  expect(got).toEqual([]);
  bus.release();
  await published;
  expect(got).toHaveLength(1);
});

function message(key: string, number: number): BusMessage {
  return { key, value: Buffer.from(String(number)), headers: {} };
}

function numberOf({ value }: BusMessage): number {
  return Number(Buffer.from(value).toString());
}

function firstAppearances(messages: BusMessage[]): number[] {
  return [...new Set(messages.map(numberOf))];
}

async function collector(
  bus: EventBus,
  group: string,
  before?: (message: BusMessage, signal: AbortSignal) => Promise<void>,
) {
  const got: BusMessage[] = [];
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const { stop } = await bus.subscribe({
    topics: ['a'],
    group,
    async handle(each, { signal }) {
      resolve();
      await before?.(each, signal);
      got.push(each);
    },
  });
  return { got, stop, started };
}

/** What the relay does: publishes again until somebody took the messages. */
function publishUntilTaken(bus: EventBus, messages: BusMessage[]): Promise<void> {
  return eventually(() => bus.publish('a', messages), { within });
}
