import { setTimeout as sleep } from 'node:timers/promises';
import { Event } from '@fileonion/contract/events';
import { createInProcessBus } from '@fileonion/events';
import { createLogger, createMetrics, systemContext } from '@fileonion/service-kit';
import { eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { createDeliveryMetrics } from '../delivery-metrics';
import { newTestDelivery } from '../delivery';
import { startEngine } from '../engine';
import type { OutgoingAnswer } from '../http-client';
import type { Sender } from '../sender';
import { openStore, type Store } from '../store';
import { startFanOut } from '../fan-out';
import { webhookTrigger } from '../webhook-trigger';
import { aClock, aTeamEvent, webhooksTestConfig } from './webhooks-under-test';

const logger = createLogger({ name: 'test', level: 'silent' });
const LEASE_MS = 61_000;

describe('when a process dies', () => {
  const config = webhooksTestConfig();
  const clock = aClock();
  const stores: Store[] = [];
  const { promise: endOfTests, reject: endTests } = Promise.withResolvers<never>();
  endOfTests.catch(() => undefined);
  afterAll(async () => {
    await stores.at(-1)?.connection.dropDatabase();
    for (const store of stores) await store.close().catch(() => undefined);
  });

  /** A process: its own connection, and an engine whose calls go to `send`. */
  async function aProcess(send: (deliveryId: string) => Promise<OutgoingAnswer>) {
    const store = await openStore(config, logger);
    stores.push(store);
    const sender: Sender = {
      prepare: async () => ({ send: ({ _id }) => send(_id), delayAfter: () => 1000, afterFailure: async () => false }),
    };
    const metrics = createDeliveryMetrics(createMetrics({ service: 'test' }));
    const engine = startEngine({
      ...store,
      senders: { webhook: sender, action: sender },
      concurrency: 4,
      now: clock.now,
      logger,
      metrics,
    });
    return { store, engine };
  }

  async function queue(store: Store, organizationId: string, targetId: string): Promise<string> {
    const id = uuidv7();
    await store.unitOfWork(systemContext({ logger }), async (tx) => {
      if (!(await store.targets.find(organizationId, targetId, tx)))
        await store.targets.insert(organizationId, tx, targetId, 'webhook');
      const fields = newTestDelivery({ kind: 'webhook', targetId }, tx, clock.now());
      await store.deliveries.insert(organizationId, tx, id, { ...fields, body: Buffer.from('{}') });
      await store.targets.markWithin(organizationId, tx, targetId, clock.now());
    });
    return id;
  }

  it('a delivery that was being sent is sent by another once the lease has ended, under the same id', async () => {
    const sent: string[] = [];
    const [organizationId, targetId] = [uuidv7(), uuidv7()];
    const dying = await aProcess(async (id) => {
      sent.push(`first ${id}`);
      return endOfTests;
    });
    const id = await queue(dying.store, organizationId, targetId);
    await eventually(() => expect(sent).toEqual([`first ${id}`]));
    // Its database is gone for it: it can neither write a result nor give the lease back.
    await dying.store.connection.close(true);

    const other = await aProcess(async (again) => {
      sent.push(`second ${again}`);
      return { status: 200, headers: {}, body: Buffer.alloc(0) };
    });
    await sleep(1200);
    expect(sent).toHaveLength(1);
    clock.advance(LEASE_MS);
    await eventually(() => expect(sent).toEqual([`first ${id}`, `second ${id}`]));
    await eventually(async () =>
      expect((await other.store.deliveries.find(organizationId, id))?.status).toBe('SUCCEEDED'),
    );
    await other.engine.stop();
    endTests(new Error('the process is gone'));
    await dying.engine.stop();
  });

  it('an event whose targets it had not marked any more is delivered when the event comes again', async () => {
    const sent: string[] = [];
    const { store, engine } = await aProcess(async (id) => {
      sent.push(id);
      return { status: 200, headers: {}, body: Buffer.alloc(0) };
    });
    const [organizationId, webhookId] = [uuidv7(), uuidv7()];
    await store.unitOfWork(systemContext({ logger }), async (tx) => {
      await store.webhooks.insert(organizationId, tx, webhookId, {
        url: 'https://a.example',
        events: ['*'],
        enabled: true,
        secrets: [],
      });
      await store.targets.insert(organizationId, tx, webhookId, 'webhook');
    });
    const bus = createInProcessBus({ logger });
    const event = aTeamEvent(organizationId);
    const message = { key: event.aggregateId, value: Event.encode(event).finish(), headers: {} };
    const parts = {
      ...store,
      bus,
      triggers: [webhookTrigger(store.webhooks)],
      now: clock.now,
      logger,
      metrics: createMetrics({ service: 'test' }),
      wake: engine.wake,
    };
    const mark = async () => {
      throw new Error('dead');
    };
    const dying = await startFanOut({ ...parts, targets: { ...store.targets, mark } });
    await expect(bus.publish('events.teams', [message])).rejects.toThrow('dead');
    await dying.stop();
    await sleep(600);
    expect(sent).toEqual([]);
    const fanOut = await startFanOut(parts);
    await bus.publish('events.teams', [message]);
    await eventually(() => expect(sent).toHaveLength(1));
    await fanOut.stop();
    await engine.stop();
  });

  it('what it had in flight when it was stopped is left to others at once', async () => {
    const sent: string[] = [];
    const [organizationId, targetId] = [uuidv7(), uuidv7()];
    const stopping = await aProcess(
      (id) => new Promise((_, reject) => void (sent.push(id), setTimeout(() => reject(new Error('cut')), 9000))),
    );
    const id = await queue(stopping.store, organizationId, targetId);
    await eventually(() => expect(sent).toEqual([id]));
    await stopping.engine.stop();
    const other = await aProcess(async (again) => {
      sent.push(again);
      return { status: 200, headers: {}, body: Buffer.alloc(0) };
    });
    await eventually(() => expect(sent).toEqual([id, id]));
    await other.engine.stop();
  }, 40_000);
});
