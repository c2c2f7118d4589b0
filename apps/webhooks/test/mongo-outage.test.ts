import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo, type EmbeddedServer } from '@fileonion/embedded';
import { aTeamEvent, eventually, startReceiver } from '@fileonion/testing';
import { aWebhook } from './a-webhook';
import { startWebhooks } from './webhooks-under-test';

it('delivers every event, with nothing in limbo, when MongoDB is killed in the midst of it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'mongo-'));
  let mongo: EmbeddedServer = await startMongo({ dataDir });
  const receiver = await startReceiver();
  const service = await startWebhooks({ config: { MONGODB_URI: mongo.uri } });
  const { organizationId } = await aWebhook(service, receiver.url);
  const events = Array.from({ length: 120 }, (_, seq) =>
    aTeamEvent(organizationId, { aggregateId: `team-${seq % 5}`, seq }),
  );

  // As a relay does.
  const published = (async () => {
    for (const event of events) await eventually(() => service.publish(event), { within: 120_000 });
  })();
  await eventually(() => expect(receiver.calls.length).toBeGreaterThan(20));
  process.kill(mongo.pid, 'SIGKILL');
  await mongo.exited;
  await expect(service.publish(events[0]!)).rejects.toThrow();
  mongo = await startMongo({ dataDir, port: mongo.port });
  await published;
  const ids = events.map(({ id }) => `evt_${id}`);
  await eventually(() => expect(ids.filter((id) => !receiver.calls.some(({ event }) => event.id === id))).toEqual([]), {
    within: 90_000,
  });

  await service.stop();
  await receiver.stop();
  await mongo.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 240_000);
