import { Event } from '@fileonion/contract/events';
import { Share } from '@fileonion/contract/shares';
import { topics } from '@fileonion/events';
import { eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { startShares, type SharesUnderTest } from './shares-under-test';

describe('revoking a share', () => {
  let service: SharesUnderTest;
  beforeAll(async () => void (service = await startShares()));
  afterAll(() => service.stop());

  const refused = (reason: string) => expect.objectContaining({ reason });

  it('ends a link and is announced after its creation', async () => {
    const { principal, calls, aLink } = service.aCaller();
    const { share } = await aLink();
    expect((await calls.deleteShare({ shareId: share.id })).deleted).toEqual({ id: share.id, deleted: true });
    await expect(calls.deleteShare({ shareId: share.id })).rejects.toEqual(refused('not_found'));
    await eventually(() => expect(service.eventsOf(principal)).toHaveLength(2));
    const events = service.eventsOf(principal);
    expect(events.map(({ type, seq }) => [type, seq])).toEqual([
      ['SHARE_CREATED', 1],
      ['SHARE_REVOKED', 2],
    ]);
    expect(Share.decode(events[1]!.resource)).toMatchObject({ id: share.id, link: { hasPassword: false, uses: 0 } });
  });

  it('ends a grant in the requests service, with the If-Match of the call', async () => {
    const { calls, share } = service.aCaller();
    const { id: resourceId } = service.requests.aRequest();
    const { share: made } = await share({ type: 'USER', resourceId, userId: uuidv7() });
    await calls.deleteShare({ shareId: made!.id }, { ifMatch: '"1"' });
    expect(service.requests.calls.at(-1)).toEqual({ ifMatch: '"1"' });
    await expect(calls.deleteShare({ shareId: made!.id })).rejects.toEqual(refused('not_found'));
  });

  it('compares If-Match with the version of the link', async () => {
    const { calls, share } = service.aCaller();
    const reply: { etag?: string } = {};
    const { share: made } = await share({ type: 'LINK', resourceId: service.requests.aRequest().id }, { reply });
    await expect(calls.deleteShare({ shareId: made!.id }, { ifMatch: '"7"' })).rejects.toEqual(
      refused('precondition_failed'),
    );
    await expect(calls.deleteShare({ shareId: made!.id }, { ifMatch: reply.etag })).resolves.toBeDefined();
  });

  it('is for those who may edit the request, and hides the link from those who do not see it', async () => {
    const { calls, aLink } = service.aCaller();
    const { request, share } = await aLink();
    request.canEdit = false;
    await expect(calls.deleteShare({ shareId: share.id })).rejects.toEqual(refused('permission_denied'));
    request.canView = false;
    await expect(calls.deleteShare({ shareId: share.id })).rejects.toEqual(refused('not_found'));
  });

  it('does not reach into another organization', async () => {
    const { share } = await service.aCaller().aLink();
    await expect(service.aCaller().calls.deleteShare({ shareId: share.id })).rejects.toEqual(refused('not_found'));
  });

  it('happens to all links of a request that is deleted, and none is made afterwards', async () => {
    const { principal, share, aLink } = service.aCaller();
    const { request, token } = await aLink();
    await share({ type: 'LINK', resourceId: request.id });
    await service.bus.publish(topics.requests, [deletionOf(principal.organizationId, request.id)]);
    await eventually(() =>
      expect(service.eventsOf(principal).filter(({ type }) => type === 'SHARE_REVOKED')).toHaveLength(2),
    );
    await expect(service.open(token)).rejects.toEqual(refused('link_revoked'));
    await expect(share({ type: 'LINK', resourceId: request.id })).rejects.toEqual(refused('not_found'));
  });

  it('happens to a thousand links at once, which is as many as a request has', async () => {
    const { principal, share, aLink } = service.aCaller();
    const { request, share: made } = await aLink();
    await service.copyLink(made.id, 999);
    await expect(share({ type: 'LINK', resourceId: request.id })).rejects.toEqual(refused('limit_reached'));
    await service.bus.publish(topics.requests, [deletionOf(principal.organizationId, request.id)]);
    await eventually(() => {
      const ended = service.eventsOf(principal).filter(({ type, seq }) => type === 'SHARE_REVOKED' && seq === 2);
      expect(new Set(ended.map(({ aggregateId }) => aggregateId)).size).toBe(1000);
    });
  });

  it('leaves no live link behind when one is made while the request is deleted, for 30 rounds', async () => {
    const { principal, share } = service.aCaller();
    for (let round = 0; round < 30; round += 1) {
      const { id } = service.requests.aRequest();
      await Promise.allSettled([
        share({ type: 'LINK', resourceId: id }),
        service.bus.publish(topics.requests, [deletionOf(principal.organizationId, id)]),
      ]);
      const live = await service.connection.collection('links').countDocuments({ resourceId: id, revokedAt: null });
      expect(live).toBe(0);
    }
  }, 60_000);
});

function deletionOf(organizationId: string, aggregateId: string) {
  const event = Event.fromPartial({
    id: uuidv7(),
    organizationId,
    aggregateId,
    seq: 2,
    type: 'REQUEST_DELETED',
    occurredAt: new Date(),
  });
  return { key: aggregateId, value: Event.encode(event).finish(), headers: {} };
}
