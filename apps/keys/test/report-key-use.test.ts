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
