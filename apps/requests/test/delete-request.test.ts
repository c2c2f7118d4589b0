import { EventType } from '@fileonion/contract/events';
import {
  CommentsServiceService,
  GrantsServiceService,
  ListMyGrantsRequest,
  Permission,
  PutGrantRequest,
  RequestsServiceService,
  Visibility,
} from '@fileonion/contract/requests';
import { aPrincipal, eventually } from '@fileonion/testing';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('deleting a request', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('takes its comments, activity and shares with it, and announces all of that', async () => {
    const owner = aPrincipal();
    const member = aColleague(owner);
    const { id: requestId } = await service.create(owner);
    await service.as(CommentsServiceService, owner).createComment({ requestId, body: 'Hello', itemId: undefined });
    await service
      .as(GrantsServiceService, owner)
      .putGrant(PutGrantRequest.fromPartial({ requestId, userId: member.userId, permission: Permission.VIEW }));
    const requests = service.as(RequestsServiceService, owner);
    expect(await requests.deleteRequest({ requestId })).toEqual({ deleted: { id: requestId, deleted: true } });
    await expect(requests.getRequest({ requestId })).rejects.toMatchObject({ reason: 'not_found' });
    const { grants } = await service.as(GrantsServiceService, member).listMyGrants(ListMyGrantsRequest.fromPartial({}));
    expect(grants).toEqual([]);
    await eventually(() =>
      expect(service.eventsOf(owner).map(({ type }) => type)).toEqual(
        expect.arrayContaining([EventType.SHARE_REVOKED, EventType.REQUEST_DELETED]),
      ),
    );
    expect(service.eventsOf(owner).find(({ type }) => type === EventType.REQUEST_DELETED)).toMatchObject({
      seq: 3,
      aggregateId: requestId,
    });
  });

  it('is refused to those who may only view it, and with another version', async () => {
    const owner = aPrincipal();
    const member = aColleague(owner);
    const { id: requestId } = await service.create(owner, { visibility: Visibility.SHARED });
    await service
      .as(GrantsServiceService, owner)
      .putGrant(PutGrantRequest.fromPartial({ requestId, userId: member.userId }));
    await expect(service.as(RequestsServiceService, member).deleteRequest({ requestId })).rejects.toMatchObject({
      reason: 'permission_denied',
    });
    await expect(
      service.as(RequestsServiceService, aColleague(owner)).deleteRequest({ requestId }),
    ).rejects.toMatchObject({ reason: 'not_found' });
    await expect(
      service.as(RequestsServiceService, owner).deleteRequest({ requestId }, { ifMatch: '"7"' }),
    ).rejects.toMatchObject({ reason: 'precondition_failed' });
  });
});
