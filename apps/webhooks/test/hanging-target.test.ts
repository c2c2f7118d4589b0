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
  const organizationId = uuidv7();
  const queued = (targetId: string, count: number, aggregateId = '') =>
    queue(store, { organizationId, targetId, now: now() }, count, { aggregateId });
  const hanging = Array.from({ length: 5 }, () => uuidv7());
  for (const targetId of hanging) await queued(targetId, 1);
  await eventually(async () => {
    const health = await store.targets.healthOf(organizationId, hanging);
    for (const { lastSuccessAt, leaseToken } of health.values())
      expect([lastSuccessAt, leaseToken]).toEqual([expect.any(Date), undefined]);
  });

  hang(hanging);
  for (const targetId of hanging) await queued(targetId, 40);
  await eventually(() => expect(open).toHaveLength(placeCount));
  const healthy = uuidv7();
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
