import { eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import type { DueDelivery } from '../delivery-queue';
import type { OutgoingAnswer } from '../outgoing-answer';
import { anEngine, queue, taken } from './an-engine';
import { webhooksTestConfig } from './webhooks-under-test';

const now = () => new Date();
const placeCount = 20;

/** Endpoints that take every call, until some of them are told to hang. */
function endpoints() {
  const calls: DueDelivery[] = [];
  const open: ((late: Error) => void)[] = [];
  let hanging: string[] = [];
  return {
    open,
    callsOf: (targetId: string) => calls.filter((call) => call.targetId === targetId).length,
    async send(call: DueDelivery): Promise<OutgoingAnswer> {
      calls.push(call);
      return hanging.includes(call.targetId) ? new Promise((_, reject) => void open.push(reject)) : taken;
    },
    hang: (targetIds: string[]) => void (hanging = targetIds),
    /** What the end of their time does to open calls. */
    timeOut: () => open.splice(0).forEach((reject) => reject(new Error('too late'))),
  };
}

it('targets that begin to hang hold the places of healthy ones for the time of one attempt only', async () => {
  const { open, callsOf, send, hang, timeOut } = endpoints();
  const { store, engine } = await anEngine(webhooksTestConfig({ WEBHOOK_CONCURRENCY: placeCount }), now, send);
  const organizationIds = new Map<string, string>();
  const queued = (targetId: string, count: number, aggregateId = '') =>
    queue(store, { organizationId: organizationIds.get(targetId)!, targetId, now: now() }, count, { aggregateId });
  const aTarget = () => {
    const targetId = uuidv7();
    organizationIds.set(targetId, uuidv7());
    return targetId;
  };
  const hanging = Array.from({ length: 5 }, aTarget);
  for (const targetId of hanging) await queued(targetId, 1);
  await eventually(async () => {
    const found = hanging.map((targetId) => store.targets.find(organizationIds.get(targetId)!, targetId));
    for (const row of await Promise.all(found))
      expect([row?.lastSuccessAt, row?.leaseToken]).toEqual([expect.any(Date), undefined]);
  });

  hang(hanging);
  for (const targetId of hanging) await queued(targetId, 40);
  await eventually(() => expect(open).toHaveLength(placeCount));
  const healthy = aTarget();
  await queued(healthy, 10, 'sent one after another');
  timeOut();
  await eventually(() => expect(callsOf(healthy)).toBe(10));

  // They are sent the rest all the same.
  hang([]);
  timeOut();
  await eventually(() => expect(hanging.map(callsOf).every((calls) => calls >= 41)).toBe(true));
  await engine.stop();
  await store.connection.dropDatabase();
  await store.close();
});

it("however many endpoints of an organization begin to hang at once, others' are called meanwhile", async () => {
  const { open, callsOf, send, hang, timeOut } = endpoints();
  const { store, engine } = await anEngine(webhooksTestConfig({ WEBHOOK_CONCURRENCY: placeCount }), now, send);
  const bad = uuidv7();
  const hanging = Array.from({ length: 2 * placeCount }, () => uuidv7());
  hang(hanging);
  for (const targetId of hanging) await queue(store, { organizationId: bad, targetId, now: now() }, 2);
  await eventually(() => expect(open).toHaveLength((placeCount * 3) / 4));

  const healthy = uuidv7();
  await queue(store, { organizationId: uuidv7(), targetId: healthy, now: now() }, 10);
  await eventually(() => expect(callsOf(healthy)).toBe(10));
  expect(open).toHaveLength((placeCount * 3) / 4);

  hang([]);
  timeOut();
  await eventually(() => expect(hanging.map(callsOf).every((calls) => calls >= 2)).toBe(true));
  await engine.stop();
  await store.connection.dropDatabase();
  await store.close();
});
