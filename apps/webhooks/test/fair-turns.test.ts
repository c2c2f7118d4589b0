import { eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import type { DueDelivery } from '../delivery-queue';
import type { OutgoingAnswer } from '../outgoing-answer';
import type { Store } from '../store';
import { anEngine, queue, taken } from './an-engine';
import { webhooksTestConfig } from './webhooks-under-test';

const now = () => new Date();
const failed: OutgoingAnswer = { ...taken, status: 500 };
/** What the engine under test waits before it tries again. */
const retryMs = 1000;
/** Of these places slow targets have four. */
const placeCount = 10;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** An engine whose calls fail until some organizations' begin to hang, each for a time. Other organizations' are taken after the first. */
async function anEngineWithHanging(organizations: string[], hangsMs: number) {
  const answers = new Map<string, number>();
  const open = new Set<() => void>();
  let hangs = false;
  const { store, engine } = await anEngine(
    webhooksTestConfig({ WEBHOOK_CONCURRENCY: placeCount }),
    now,
    async ({ organizationId, targetId }: DueDelivery) => {
      const answer = answers.get(targetId) ?? 0;
      answers.set(targetId, answer + 1);
      if (!organizations.includes(organizationId)) return answer === 0 ? failed : taken;
      if (!hangs) return failed;
      return new Promise((resolve) => {
        const end = () => (clearTimeout(timer), open.delete(end), resolve(failed));
        const timer = setTimeout(end, hangsMs);
        open.add(end);
      });
    },
  );
  cleanups.push(async () => {
    hangs = false;
    open.forEach((end) => end());
    await engine.stop();
    await store.connection.dropDatabase();
    await store.close();
  });
  return { store, open, hang: () => void (hangs = true) };
}

/** Targets of an organization that have failed, with more that is due to each. */
async function slowTargets(store: Store, organizationId: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => uuidv7());
  for (const targetId of ids) await queue(store, { organizationId, targetId, now: now() }, 20);
  await eventually(async () => {
    const health = await store.targets.healthOf(organizationId, ids);
    expect([...health.values()].map(({ slow }) => slow)).toEqual(ids.map(() => true));
  });
}

/** A target whose first call fails; resolves when that one, and what came after it, have been sent. */
async function recover(store: Store, { within }: { within: number }): Promise<void> {
  const target = { organizationId: uuidv7(), targetId: uuidv7() };
  const statusesOf = async (ids: string[]) => {
    const rows = await Promise.all(ids.map((id) => store.deliveries.find(target.organizationId, id)));
    return rows.map((row) => [row?.status, row?.tries]);
  };
  const first = await queue(store, { ...target, now: now() });
  await eventually(async () => expect(await statusesOf(first)).toEqual([['PENDING', 1]]));
  const newer = await queue(store, { ...target, now: now() }, 3);
  const sent = [...first, ...newer].map((_, index) => ['SUCCEEDED', index === 0 ? 2 : 1]);
  await eventually(async () => expect(await statusesOf([...first, ...newer])).toEqual(sent), { within });
}

it("an organization's endpoints that hang leave half of the slow places to others, whose retries are made in time", async () => {
  const bad = uuidv7();
  const { store, open, hang } = await anEngineWithHanging([bad], 60_000);
  await slowTargets(store, bad, 8);
  hang();
  await eventually(() => expect(open.size).toBe(2));
  await recover(store, { within: retryMs + 2000 });
  expect(open.size).toBe(2);
}, 40_000);

it('where several organizations hold every slow place, one for whom nothing is being sent is next', async () => {
  const HANGS_MS = 2500;
  const bad = [uuidv7(), uuidv7()];
  const { store, open, hang } = await anEngineWithHanging(bad, HANGS_MS);
  for (const organizationId of bad) await slowTargets(store, organizationId, 12);
  hang();
  await eventually(() => expect(open.size).toBe(4));
  await recover(store, { within: retryMs + HANGS_MS + 2000 });
}, 40_000);
