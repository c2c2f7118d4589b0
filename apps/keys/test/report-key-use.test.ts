import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo } from '@fileonion/embedded';
import { startKeys, type KeysUnderTest } from './keys-under-test';

let keys: KeysUnderTest;
beforeAll(async () => void (keys = await startKeys()));
afterAll(() => keys.stop());

test('the latest use stays, makes no new version, and is never in the future', async () => {
  const { organizationId, ...owner } = keys.people.join();
  const client = keys.as({ organizationId, ...owner });
  const { id: keyId } = await client.create();
  const report = (lastUsedAt: Date) =>
    keys.authentication.reportKeyUse({ uses: [{ keyId, organizationId, lastUsedAt }] });
  const [early, late] = [new Date(Date.now() - 60_000), new Date(Date.now() - 1000)];
  await report(late);
  await report(early);
  const reply = {};
  expect((await client.get(keyId, { reply })).lastUsedAt).toEqual(late);
  expect(reply).toMatchObject({ etag: '"1"' });
  await report(new Date(Date.now() + 3_600_000));
  expect((await client.get(keyId)).lastUsedAt!.getTime()).toBeLessThanOrEqual(Date.now());
});

test("another organization's key is not touched, and an empty report is fine", async () => {
  const client = keys.as(keys.people.join());
  const { id: keyId } = await client.create();
  const { organizationId } = keys.people.join();
  await keys.authentication.reportKeyUse({ uses: [{ keyId, organizationId, lastUsedAt: new Date() }] });
  await keys.authentication.reportKeyUse({ uses: [] });
  expect((await client.get(keyId)).lastUsedAt).toBeUndefined();
});

test('while MongoDB is away, a report is answered with unavailable, which is no fault of the service', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'mongo-'));
  const mongo = await startMongo({ dataDir });
  const cut = await startKeys({ MONGODB_URI: mongo.uri });
  await mongo.stop();
  const uses = [{ keyId: 'key', organizationId: 'organization', lastUsedAt: new Date() }];
  await expect(cut.authentication.reportKeyUse({ uses })).rejects.toMatchObject({ reason: 'unavailable' });
  await cut.stop({ keepData: true });
  await rm(dataDir, { recursive: true });
}, 60_000);
