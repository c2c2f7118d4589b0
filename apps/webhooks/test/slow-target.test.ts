import { systemContext } from '@fileonion/service-kit';
import { silentLogger } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { openStore, type Store } from '../store';
import { webhooksTestConfig } from './webhooks-under-test';

const start = Date.now();
const at = (seconds: number) => new Date(start + seconds * 1000);

describe('a target for which something is queued', () => {
  let store: Store;
  beforeAll(async () => void (store = await openStore(webhooksTestConfig(), silentLogger)));
  afterAll(async () => {
    await store.connection.dropDatabase();
    await store.close();
  });

  /** Claims this target where one is due; `release` gives it back as it fared. */
  async function claimed(id: string, slow: boolean, now: Date) {
    const lease = { token: uuidv7(), until: new Date(now.getTime() + 60_000) };
    const [target] = await store.targets.due(slow, now, [], 1);
    if (!target) return undefined;
    expect([target._id, await store.targets.claim(target, lease)]).toEqual([id, true]);
    return { release: (then: Date, isSlow: boolean) => store.targets.release(target, lease, then, { slow: isSlow }) };
  }

  async function aTarget() {
    const [organizationId, id] = [uuidv7(), uuidv7()];
    await store.unitOfWork(systemContext({ logger: silentLogger }), (tx) =>
      store.targets.insert(organizationId, tx, id, 'webhook'),
    );
    return { id, mark: (now: Date) => store.targets.mark(organizationId, [id], now) };
  }

  it('is due at once while it fares well, also when that came during the work on it', async () => {
    const { id, mark } = await aTarget();
    await mark(at(0));
    const held = await claimed(id, false, at(0));
    await mark(at(1));
    expect(await held?.release(at(1), false)).toBe(false);
  });

  it('is due within a second once it fails, however often something is queued and whenever that came', async () => {
    const { id, mark } = await aTarget();
    await mark(at(0));
    expect(await (await claimed(id, false, at(0)))?.release(at(1), true)).toBe(true);
    for (const seconds of [2, 2.3, 2.6]) await mark(at(seconds));
    expect(await claimed(id, true, at(2.9))).toBeUndefined();
    const held = await claimed(id, true, at(3));
    await mark(at(3.5));
    expect(await held?.release(at(4), true)).toBe(true);
    expect(await claimed(id, true, at(4.9))).toBeUndefined();
    expect(await claimed(id, true, at(5))).toBeDefined();
  });
});
