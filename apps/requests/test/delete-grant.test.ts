import { EventType } from '@fileonion/contract/events';
import { Permission, RequestsServiceService, Visibility } from '@fileonion/contract/requests';
import { aPrincipal, eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { grantsOf } from './grants-of';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('ending a grant', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('takes the request out of sight with the answer, and is announced', async () => {
    const owner = aPrincipal();
    const member = aColleague(owner);
    const { id: requestId } = await service.create(owner, { visibility: Visibility.SHARED });
    const { put, remove } = grantsOf(service, owner);
    const grant = await put(requestId, { userId: member.userId });
    expect((await remove(grant.id)).grant).toEqual(grant);
    await expect(service.as(RequestsServiceService, member).getRequest({ requestId })).rejects.toMatchObject({
      reason: 'not_found',
    });
    expect(await grantsOf(service, member).mine()).toEqual([]);
    await expect(remove(grant.id)).rejects.toMatchObject({ reason: 'not_found' });
    await eventually(() =>
      expect(service.eventsOf(owner).at(-1)).toMatchObject({
        type: EventType.SHARE_REVOKED,
        aggregateId: grant.id,
        seq: 2,
      }),
    );
  });

  it('is refused with another version than If-Match names', async () => {
    const owner = aPrincipal();
    const { id: requestId } = await service.create(owner, { visibility: Visibility.SHARED });
    const { put, remove, list } = grantsOf(service, owner);
    const grant = await put(requestId, { userId: uuidv7() });
    await put(requestId, { userId: grant.userId! }, Permission.EDIT);
    await expect(remove(grant.id, { ifMatch: '"1"' })).rejects.toMatchObject({ reason: 'precondition_failed' });
    expect(await list(requestId)).toHaveLength(1);
    await remove(grant.id, { ifMatch: '"2"' });
  });

  it('is for those who may edit the request', async () => {
    const owner = aPrincipal();
    const [viewer, stranger] = [aColleague(owner), aColleague(owner)];
    const { id } = await service.create(owner, { visibility: Visibility.SHARED });
    const grant = await grantsOf(service, owner).put(id, { userId: viewer.userId });
    await expect(grantsOf(service, viewer).remove(grant.id)).rejects.toMatchObject({ reason: 'permission_denied' });
    await expect(grantsOf(service, stranger).remove(grant.id)).rejects.toMatchObject({ reason: 'not_found' });
    await expect(grantsOf(service, aPrincipal()).remove(grant.id)).rejects.toMatchObject({ reason: 'not_found' });
    await expect(grantsOf(service, owner).remove(uuidv7())).rejects.toMatchObject({ reason: 'not_found' });
  });
});
