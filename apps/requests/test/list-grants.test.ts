import { Visibility } from '@fileonion/contract/requests';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { grantsOf } from './grants-of';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('listing the grants of a request', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('goes on behind any place, in both directions', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    const { put, list } = grantsOf(service, owner);
    const made = [
      await put(id, { userId: uuidv7() }),
      await put(id, { teamId: uuidv7() }),
      await put(id, { userId: uuidv7() }),
    ];
    expect(await list(id)).toEqual(made.toReversed());
    expect(await list(id, { ascending: true })).toEqual(made);
    const behind = { behindId: made[1]!.id, behindCreatedAt: made[1]!.createdAt };
    expect(await list(id, behind)).toEqual([made[0]]);
    expect(await list(id, { ...behind, ascending: true })).toEqual([made[2]]);
    expect(await list(id, { createdAfter: made[1]!.createdAt, limit: 1 })).toEqual([made[2]]);
  });

  it('is for those who may edit the request', async () => {
    const owner = aPrincipal();
    const [viewer, stranger] = [aColleague(owner), aColleague(owner)];
    const { id } = await service.create(owner, { visibility: Visibility.SHARED });
    await grantsOf(service, owner).put(id, { userId: viewer.userId });
    await expect(grantsOf(service, viewer).list(id)).rejects.toMatchObject({ reason: 'permission_denied' });
    await expect(grantsOf(service, stranger).list(id)).rejects.toMatchObject({ reason: 'not_found' });
  });
});
