import { Visibility } from '@fileonion/contract/requests';
import { aPrincipal, eventually, silentLogger } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { openStore, type Store } from '../store';
import { grantsOf } from './grants-of';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('a team that is gone', () => {
  let service: RequestsUnderTest;
  let store: Store;
  beforeAll(async () => {
    service = await startRequests();
    store = await openStore(service.config, silentLogger);
  });
  afterAll(async () => {
    await store.close();
    await service.stop();
  });

  const collection = (name: string) => store.connection.collection<Record<string, unknown> & { _id: string }>(name);

  /** What a service leaves that died between the tombstone and the cleaning up. */
  async function leaveTombstone(organizationId: string, departedId: string, createdAt = new Date()): Promise<void> {
    const row = {
      _id: `gone:${departedId}`,
      organizationId,
      kind: 'team',
      departedId,
      sweepAt: new Date(),
      version: 1,
      createdAt,
      updatedAt: createdAt,
    };
    await collection('tombstones').insertOne(row);
  }

  const tombstoneOf = (departedId: string) => collection('tombstones').findOne({ departedId });
  const requestOf = (id: string) => collection('requests').findOne({ _id: id });

  it('is cleaned up after by the next process, when the first died behind the tombstone', async () => {
    const owner = aPrincipal();
    const teamId = uuidv7();
    const { id } = await service.create(owner, { assigneeTeamId: teamId, visibility: Visibility.TEAM });
    const shared = await service.create(owner, { visibility: Visibility.SHARED });
    await grantsOf(service, owner).put(shared.id, { teamId });
    await leaveTombstone(owner.organizationId, teamId);
    await eventually(async () => expect(await requestOf(id)).toMatchObject({ visibility: 'SHARED', audience: [] }));
    await eventually(async () => expect(await requestOf(shared.id)).toMatchObject({ grants: [], audience: [] }));
  });

  it('is taken out of a request that was written by someone who had not seen the tombstone', async () => {
    const owner = aPrincipal();
    const teamId = uuidv7();
    const { id } = await service.create(owner, { assigneeTeamId: teamId });
    await leaveTombstone(owner.organizationId, teamId, new Date(Date.now() - 57_000));
    await eventually(async () => expect(await tombstoneOf(teamId)).toMatchObject({ sweepAt: expect.any(Date) }));
    await eventually(async () => expect((await requestOf(id))?.['assigneeTeamId']).toBeUndefined());
    await collection('requests').updateOne({ _id: id }, { $set: { assigneeTeamId: teamId } });
    await eventually(async () => expect((await requestOf(id))?.['assigneeTeamId']).toBeUndefined());
  });

  it('is looked for once more when no write can be under way that began before, and then forgotten', async () => {
    const owner = aPrincipal();
    const [fresh, old] = [uuidv7(), uuidv7()];
    const { id } = await service.create(owner, { assigneeTeamId: old });
    const made = new Date();
    await leaveTombstone(owner.organizationId, fresh, made);
    await leaveTombstone(owner.organizationId, old, new Date(Date.now() - 61_000));
    await eventually(async () => expect(await tombstoneOf(old)).toBeNull());
    expect((await requestOf(id))?.['assigneeTeamId']).toBeUndefined();
    await eventually(async () =>
      expect(await tombstoneOf(fresh)).toMatchObject({ sweepAt: new Date(made.getTime() + 60_000) }),
    );
  });
});
