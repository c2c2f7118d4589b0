import { lowestIdAt } from '@fileonion/mongo';
import { systemContext } from '@fileonion/service-kit';
import { eventually, silentLogger } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { queuedAt } from '../delivery';
import { openStore } from '../store';
import { anEngine, queue } from './an-engine';
import { webhooksTestConfig } from './webhooks-under-test';

it('what is queued again after a target was seen switched off is not ended with what was queued before', async () => {
  const store = await openStore(webhooksTestConfig(), silentLogger);
  const [organizationId, targetId] = [uuidv7(), uuidv7()];
  const earlier = { order: `${lowestIdAt(new Date(Date.now() - 1000))}-7000-8000-000000000000` };
  const [before, again] = await queue(store, { organizationId, targetId, now: new Date() }, 2, earlier);
  const seen = new Date();
  await store.unitOfWork(systemContext({ logger: silentLogger }), (tx) =>
    store.deliveries.change(organizationId, tx, again!, queuedAt(new Date())),
  );

  const target = await store.targets.healthOf(organizationId, [targetId]);
  await store.deliveries.giveUp(target.get(targetId)!, seen, new Date());
  const statusOf = async (id: string) => (await store.deliveries.find(organizationId, id))?.status;
  expect([await statusOf(before!), await statusOf(again!)]).toEqual(['FAILED', 'PENDING']);
  await store.connection.dropDatabase();
  await store.close();
});

it('what a process whose clock is ahead had queued for a target that is switched off ends in a moment', async () => {
  const { store, engine } = await anEngine(webhooksTestConfig(), () => new Date(), undefined);
  const [organizationId, targetId] = [uuidv7(), uuidv7()];
  const ahead = { order: `${lowestIdAt(new Date(Date.now() + 700))}-7000-8000-000000000000` };
  const [id] = await queue(store, { organizationId, targetId, now: new Date() }, 1, ahead);
  engine.wake();
  await eventually(async () => expect((await store.deliveries.find(organizationId, id!))?.status).toBe('FAILED'));
  await engine.stop();
  await store.connection.dropDatabase();
  await store.close();
});
