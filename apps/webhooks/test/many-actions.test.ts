import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Event } from '@fileonion/contract/events';
import { Request } from '@fileonion/contract/requests';
import { createInProcessBus, topics } from '@fileonion/events';
import { createMetrics } from '@fileonion/service-kit';
import { aPrincipal, eventually, silentLogger } from '@fileonion/testing';
import { mongo } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { actionTrigger } from '../action-trigger';
import { startFanOut } from '../fan-out';
import { openStore } from '../store';
import { aMove, anActionOwner, move } from './an-action';
import { startWebhooks, type WebhooksUnderTest } from './webhooks-under-test';

const actionCount = 60;
const eventCount = 20;
const text = 'x'.repeat(240 * 1024);
const mostBytes = 4 * 1024 * 1024;

/** A move of a request that is as large as one may be. */
function aLargeMove(organizationId: string): Event {
  const [from, to, id] = [uuidv7(), uuidv7(), uuidv7()];
  const inStage = (stageId: string) =>
    Request.encode(Request.fromPartial({ id, title: 'Large', tags: [text], stage: { id: stageId } })).finish();
  return aMove(organizationId, { aggregateId: id, from, to, resource: inStage(to), previous: inStage(from) });
}

/** An endpoint that counts the calls of each delivery, and keeps none of their bodies. */
async function startCounter() {
  const calls = new Map<string, number>();
  const sizes = new Set<number>();
  const server = createServer(async (request, response) => {
    let bytes = 0;
    for await (const chunk of request) bytes += (chunk as Buffer).length;
    const id = String(request.headers['x-fileonion-delivery']);
    calls.set(id, (calls.get(id) ?? 0) + 1);
    sizes.add(bytes);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { calls, sizes, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop };
}

describe('many requests that move at once, with many actions', () => {
  let service: WebhooksUnderTest;
  beforeAll(async () => void (service = await startWebhooks()));
  afterAll(() => service.stop());

  async function owner(url: string) {
    const owner = anActionOwner(service, aPrincipal({ plan: 'ENTERPRISE' }));
    for (let n = 0; n < actionCount; n += 1) await owner.create({ url, payload: { n } });
    return owner;
  }

  it('are each sent to each action once, however large they are', async () => {
    const counter = await startCounter();
    const { organizationId } = await owner(counter.url);
    const events = Array.from({ length: eventCount }, () => aLargeMove(organizationId));
    await move(service, ...events);
    await eventually(() => expect(counter.calls.size).toBe(actionCount * eventCount), { within: 60_000 });
    await move(service, ...events);
    expect([...counter.calls.values()].every((count) => count === 1)).toBe(true);
    expect(Math.min(...counter.sizes)).toBeGreaterThan(text.length);
    await counter.stop();
  }, 120_000);

  it('are queued in transactions of at most four megabytes, small ones all in one', async () => {
    const { organizationId } = await owner('https://nowhere.invalid/');
    const store = await openStore(service.config, silentLogger);
    const written = new Map<object, number>();
    const measured = <Rows extends { insertAll(tx: never, rows: never): Promise<void> }>(rows: Rows): Rows => ({
      ...rows,
      insertAll: async (tx: never, all: object[]) => {
        const bytes = all.reduce((sum, row) => sum + mongo.BSON.calculateObjectSize(row), 0);
        written.set(tx, (written.get(tx) ?? 0) + bytes);
        await rows.insertAll(tx, all as never);
      },
    });
    const bus = createInProcessBus({ logger: silentLogger });
    const fanOut = await startFanOut({
      ...store,
      keptEvents: measured(store.keptEvents),
      deliveries: measured(store.deliveries),
      bus,
      triggers: [actionTrigger(store.actions)],
      now: () => new Date(),
      logger: silentLogger,
      metrics: createMetrics({ service: 'test' }),
      wake: () => undefined,
    });
    const large = Array.from({ length: eventCount }, () => aLargeMove(organizationId));
    const small = Array.from({ length: 50 }, () => aMove(organizationId));
    for (const { events, transactions } of [
      { events: large, transactions: eventCount },
      { events: small, transactions: 1 },
    ]) {
      written.clear();
      const messages = events.map((event) => ({
        key: event.aggregateId,
        value: Event.encode(event).finish(),
        headers: {},
      }));
      await bus.publish(topics.requests, messages);
      const ids = events.map(({ id }) => id);
      const rows = store.connection.collection('deliveries');
      expect(await rows.countDocuments({ organizationId, eventId: { $in: ids } })).toBe(events.length * actionCount);
      expect(Math.max(...written.values())).toBeLessThan(mostBytes);
      expect(written.size).toBe(transactions);
    }
    await fanOut.stop();
    await store.close();
  }, 60_000);
});
