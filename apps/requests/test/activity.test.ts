import {
  ActivityServiceService,
  CommentsServiceService,
  ListActivityRequest,
  RequestsServiceService,
  UpdateRequestRequest,
  Visibility,
} from '@fileonion/contract/requests';
import { aPrincipal } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { itemsOf } from './items-of';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('the activity of a request', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('tells everything that happened, newest first, by whom and to what', async () => {
    const owner = aPrincipal();
    const { id: requestId, items } = await service.create(owner, {
      assigneeUserId: uuidv7(),
      items: [{ name: 'Passport', required: true }],
    });
    await service
      .as(RequestsServiceService, owner)
      .updateRequest(UpdateRequestRequest.fromPartial({ requestId, title: 'VAT', updateMask: ['title'] }));
    const { comment } = await service
      .as(CommentsServiceService, owner)
      .createComment({ requestId, body: 'Hello', itemId: undefined });
    await itemsOf(service, owner, requestId).submit(items[0]!.id);
    const activity = service.as(ActivityServiceService, owner);
    const { entries, page } = await activity.listActivity(ListActivityRequest.fromPartial({ requestId }));
    expect(entries.map(({ type }) => type)).toEqual([
      'request.stage_changed',
      'request.item.submitted',
      'request.comment.created',
      'request.updated',
      'request.assigned',
      'request.created',
    ]);
    expect(entries[0]).toMatchObject({
      fromStage: { key: 'sent', name: 'Sent' },
      toStage: { key: 'needs_review' },
      userId: owner.userId,
      apiKeyId: undefined,
    });
    expect(entries[1]).toMatchObject({ itemId: items[0]!.id });
    expect(entries[2]).toMatchObject({ commentId: comment!.id });
    expect(entries[3]).toMatchObject({ changedFields: ['title'] });
    expect(entries[4]).toMatchObject({ changedFields: ['assigneeUserId'] });
    expect(page?.hasMore).toBe(false);
  });

  it('is hidden with its request', async () => {
    const owner = aPrincipal();
    const { id: requestId } = await service.create(owner, { visibility: Visibility.PRIVATE });
    const reading = service
      .as(ActivityServiceService, aColleague(owner))
      .listActivity(ListActivityRequest.fromPartial({ requestId }));
    await expect(reading).rejects.toMatchObject({ reason: 'not_found' });
  });
});
