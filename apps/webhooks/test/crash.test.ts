import { Event } from '@fileonion/contract/events';
import { createInProcessBus } from '@fileonion/events';
import { createMetrics, systemContext } from '@fileonion/service-kit';
import { aTeamEvent, eventually, silentLogger } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import type { OutgoingAnswer } from '../outgoing-answer';
import type { Store } from '../store';
import { startFanOut } from '../fan-out';
import { webhookTrigger } from '../webhook-trigger';
import { anEngine, queue, taken } from './an-engine';
import { aClock, webhooksTestConfig } from './webhooks-under-test';

const leaseMs = 11_000;
const halfALeaseMs = 5000;

describe('when a process dies', () => {
  const config = webhooksTestConfig({ WEBHOOK_CONCURRENCY: 4 });
  const clock = aClock();
  const stores: Store[] = [];
  const { promise: endOfTests, reject: endTests } = Promise.withResolvers<never>();
  endOfTests.catch(() => undefined);
  afterAll(async () => {
    await stores.at(-1)?.connection.dropDatabase();
    for (const store of stores) await store.close().catch(() => undefined);
  });

  /** A process: its own connection, and an engine whose calls go to `send`. */
  async function aProcess(send: Parameters<typeof anEngine>[2]) {
    const process = await anEngine(config, clock.now, send);
    stores.push(process.store);
    return process;
  }

  /** Queues a delivery. */
  async function queued(store: Store, organizationId: string, targetId: string): Promise<string> {
    const [id] = await queue(store, { organizationId, targetId, now: clock.now() });
    return id!;
  }

  /** Waits until a delivery to another target has been made: what was due before it has been taken by then. */
  async function afterAnother(store: Store): Promise<string> {
    const organizationId = uuidv7();
    const id = await queued(store, organizationId, uuidv7());
    await eventually(async () => expect((await store.deliveries.find(organizationId, id))?.status).toBe('SUCCEEDED'));
    return id;
  }

  it('a delivery that was being sent is sent by another once the lease has ended, under the same id', async () => {
    const sent: string[] = [];
    const [organizationId, targetId] = [uuidv7(), uuidv7()];
    const dying = await aProcess(async ({ _id }) => {
      sent.push(`first ${_id}`);
      return endOfTests;
    });
    const id = await queued(dying.store, organizationId, targetId);
    await eventually(() => expect(sent).toEqual([`first ${id}`]));
    // Its database is gone for it: it can neither write a result nor give the lease back.
    await dying.store.connection.close(true);

    const other = await aProcess(async ({ _id }) => {
      sent.push(`second ${_id}`);
      return taken;
    });
    const witness = await afterAnother(other.store);
    expect(sent).toEqual([`first ${id}`, `second ${witness}`]);
    clock.advance(leaseMs);
    await eventually(() => expect(sent).toEqual([`first ${id}`, `second ${witness}`, `second ${id}`]));
    await eventually(async () =>
      expect((await other.store.deliveries.find(organizationId, id))?.status).toBe('SUCCEEDED'),
    );
    await other.engine.stop();
    endTests(new Error('the process is gone'));
    await dying.engine.stop();
  });

  it('what takes longer than a lease is left to the process that does it for as long as it lives', async () => {
    const sent: string[] = [];
    const { promise: answer, resolve: respond } = Promise.withResolvers<OutgoingAnswer>();
    const [organizationId, targetId] = [uuidv7(), uuidv7()];
    const working = await aProcess(async ({ _id }) => {
      sent.push(`first ${_id}`);
      return sent.length === 1 ? answer : taken;
    });
    const id = await queued(working.store, organizationId, targetId);
    await eventually(() => expect(sent).toEqual([`first ${id}`]));
    const { store, engine } = await aProcess(async ({ _id }) => {
      sent.push(`second ${_id}`);
      return taken;
    });

    for (let passed = 0; passed < 2 * leaseMs; passed += halfALeaseMs) {
      clock.advance(halfALeaseMs);
      await eventually(async () => {
        const { leaseUntil } = (await store.targets.find(organizationId, targetId))!;
        expect(leaseUntil!.getTime()).toBeGreaterThan(clock.now().getTime() + halfALeaseMs);
      });
    }
    await afterAnother(store);
    expect(sent).not.toContain(`second ${id}`);
    respond(taken);
    await eventually(async () => expect((await store.deliveries.find(organizationId, id))?.status).toBe('SUCCEEDED'));
    await Promise.all([engine.stop(), working.engine.stop()]);
  });

  it('an event whose targets it had not marked any more is delivered when the event comes again', async () => {
    const sent: string[] = [];
    const { store, engine } = await aProcess(async ({ eventId }) => {
      sent.push(eventId);
      return taken;
    });
    const [organizationId, webhookId] = [uuidv7(), uuidv7()];
    await store.unitOfWork(systemContext({ logger: silentLogger }), async (tx) => {
      await store.webhooks.insert(organizationId, tx, webhookId, {
        url: 'https://a.example',
        events: ['*'],
        enabled: true,
        secrets: [],
      });
      await store.targets.insert(organizationId, tx, webhookId, 'webhook');
    });
    const bus = createInProcessBus({ logger: silentLogger });
    const event = aTeamEvent(organizationId);
    const message = { key: event.aggregateId, value: Event.encode(event).finish(), headers: {} };
    const parts = {
      ...store,
      bus,
      triggers: [webhookTrigger(store.webhooks)],
      now: clock.now,
      logger: silentLogger,
      metrics: createMetrics({ service: 'test' }),
      wake: engine.wake,
    };
    const mark = async () => {
      throw new Error('dead');
    };
    const dying = await startFanOut({ ...parts, targets: { ...store.targets, mark } });
    await expect(bus.publish('events.teams', [message])).rejects.toThrow('dead');
    await dying.stop();
    await afterAnother(store);
    expect(sent).not.toContain(event.id);
    const fanOut = await startFanOut(parts);
    await bus.publish('events.teams', [message]);
    await eventually(() => expect(sent.filter((id) => id === event.id)).toHaveLength(1));
    await fanOut.stop();
    await engine.stop();
  });

  it('what it had in flight when it was stopped is left to others at once', async () => {
    const sent: string[] = [];
    const [organizationId, targetId] = [uuidv7(), uuidv7()];
    const stopping = await aProcess(
      ({ _id }, _at, signal) =>
        new Promise((_, reject) => {
          sent.push(_id);
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    );
    const id = await queued(stopping.store, organizationId, targetId);
    await eventually(() => expect(sent).toEqual([id]));
    await stopping.engine.stop();
    const other = await aProcess(async ({ _id }) => {
      sent.push(_id);
      return taken;
    });
    await eventually(() => expect(sent).toEqual([id, id]), { within: 5000 });
    await other.engine.stop();
  }, 40_000);
});
