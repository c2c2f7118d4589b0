import { EventType } from '@fileonion/contract/events';
import { Comment, CommentsServiceService, ItemStatus, ListCommentsRequest } from '@fileonion/contract/requests';
import { aPrincipal, eventually } from '@fileonion/testing';
import { itemsOf } from './items-of';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('reviewing an item', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function submittedItems(count: number) {
    const owner = aPrincipal();
    const { id, items } = await service.create(owner, {
      items: Array.from({ length: count }, (_, n) => ({ name: `Item ${n}`, required: true })),
    });
    const calls = itemsOf(service, owner, id);
    for (const item of items) await calls.submit(item.id);
    return { owner, requestId: id, ids: items.map((item) => item.id), ...calls };
  }

  const typesOf = (caller: Parameters<RequestsUnderTest['eventsOf']>[0]) =>
    service.eventsOf(caller).map(({ type }) => type);

  it('approves the request with the last required item, and announces its completion', async () => {
    const { owner, ids, approve, request } = await submittedItems(2);
    expect(await approve(ids[0]!)).toMatchObject({ status: ItemStatus.APPROVED, reviewedAt: expect.any(Date) });
    expect((await request()).stage?.key).toBe('needs_review');
    await approve(ids[1]!);
    expect((await request()).stage?.key).toBe('approved');
    await eventually(() =>
      expect(typesOf(owner).slice(-3)).toEqual([
        EventType.REQUEST_ITEM_APPROVED,
        EventType.REQUEST_STAGE_CHANGED,
        EventType.REQUEST_COMPLETED,
      ]),
    );
  });

  it('needs a reason to decline, which becomes a comment on the item', async () => {
    const { owner, ids, decline, requestId, request } = await submittedItems(1);
    await expect(decline(ids[0]!)).rejects.toMatchObject({
      reason: 'validation_failed',
      violations: [{ pointer: '/reason', code: 'required' }],
    });
    expect(await decline(ids[0]!, 'Blurred')).toMatchObject({ status: ItemStatus.DECLINED });
    const { comments } = await service
      .as(CommentsServiceService, owner)
      .listComments(ListCommentsRequest.fromPartial({ requestId }));
    expect(comments).toMatchObject([{ body: 'Blurred', itemId: ids[0], createdBy: owner.userId }]);
    expect((await request()).stage?.key).toBe('needs_review');
    await eventually(() =>
      expect(typesOf(owner).slice(-2)).toEqual([EventType.REQUEST_COMMENT_CREATED, EventType.REQUEST_ITEM_DECLINED]),
    );
    expect(Comment.decode(service.eventsOf(owner).at(-2)!.resource)).toEqual(comments[0]);
  });

  it('can be turned round, and repeated changes nothing of the item', async () => {
    const { ids, approve, decline } = await submittedItems(1);
    const declined = await decline(ids[0]!, 'Blurred');
    expect(await decline(ids[0]!, 'Blurred')).toEqual(declined);
    expect(await approve(ids[0]!)).toMatchObject({ status: ItemStatus.APPROVED });
  });

  it('keeps the reason of each reviewer, also of one whose decision had been made already', async () => {
    const { owner, ids, decline, requestId } = await submittedItems(1);
    const declined = await decline(ids[0]!, 'Blurred');
    expect(await decline(ids[0]!, 'Page 2 is missing')).toEqual(declined);
    const { comments } = await service
      .as(CommentsServiceService, owner)
      .listComments(ListCommentsRequest.fromPartial({ requestId }));
    expect(comments.map(({ body }) => body).sort()).toEqual(['Blurred', 'Page 2 is missing']);
    await eventually(() => expect(typesOf(owner).at(-1)).toBe(EventType.REQUEST_COMMENT_CREATED));
  });

  it('is refused for an item that nobody submitted', async () => {
    const owner = aPrincipal();
    const { id, items } = await service.create(owner, { items: [{ name: 'A' }] });
    await expect(itemsOf(service, owner, id).approve(items[0]!.id)).rejects.toMatchObject({
      reason: 'transition_not_allowed',
    });
  });
});
