import { EventType } from '@fileonion/contract/events';
import {
  CommentsServiceService,
  GrantsServiceService,
  ListMyGrantsRequest,
  Permission,
  PutGrantRequest,
  RequestsServiceService,
  Visibility,
  type Grant,
} from '@fileonion/contract/requests';
import { aPrincipal, eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { grantsOf } from './grants-of';
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

  it('takes a thousand shares with it, which is as many as it has, and announces the end of each', async () => {
    const owner = aPrincipal();
    const { id: requestId } = await service.create(owner);
    await haveGrants(service, await grantsOf(service, owner).put(requestId, { userId: uuidv7() }), 1000);
    await service.as(RequestsServiceService, owner).deleteRequest({ requestId });
    expect(await service.connection.collection('grants').countDocuments({ requestId })).toBe(0);
    await eventually(() => {
      const ended = service.eventsOf(owner).filter(({ type, seq }) => type === 'SHARE_REVOKED' && seq === 2);
      expect(new Set(ended.map(({ aggregateId }) => aggregateId)).size).toBe(1000);
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

/** Gives a request as many grants in all, each like the one that it has. */
async function haveGrants({ connection }: RequestsUnderTest, { id, requestId }: Grant, count: number): Promise<void> {
  const grants = connection.collection<{ _id: string }>('grants');
  const row = await grants.findOne({ _id: id });
  const more = Array.from({ length: count - 1 }, () => ({ ...row, _id: uuidv7(), granteeId: uuidv7() }));
  await grants.insertMany(more);
  const facts = more.map(({ granteeId }) => ({ granteeId, permission: 'VIEW' }));
  const requests = connection.collection<{ _id: string; grants: object[] }>('requests');
  await requests.updateOne({ _id: requestId }, { $push: { grants: { $each: facts } } });
}
