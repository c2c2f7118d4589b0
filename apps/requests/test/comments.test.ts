import { EventType } from '@fileonion/contract/events';
import {
  Comment,
  CommentsServiceService,
  CreateCommentRequest,
  GetCommentRequest,
  GrantsServiceService,
  ListCommentsRequest,
  PutGrantRequest,
  Visibility,
} from '@fileonion/contract/requests';
import type { Principal } from '@fileonion/contract/api';
import { aPrincipal, eventually } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('comments', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function comment(caller: Principal, requestId: string, body: string, itemId?: string) {
    return (
      await service
        .as(CommentsServiceService, caller)
        .createComment(CreateCommentRequest.fromPartial({ requestId, body, itemId }))
    ).comment!;
  }

  async function list(caller: Principal, requestId: string, query: object = {}) {
    return service
      .as(CommentsServiceService, caller)
      .listComments(ListCommentsRequest.fromPartial({ requestId, ...query }));
  }

  it('are listed newest first, and by item', async () => {
    const owner = aPrincipal();
    const { id, items } = await service.create(owner, { items: [{ name: 'Passport' }] });
    const general = await comment(owner, id, 'Hello');
    const special = await comment(owner, id, 'Blurred', items[0]!.id);
    expect(general).toMatchObject({ body: 'Hello', requestId: id, itemId: undefined, createdBy: owner.userId });
    expect((await list(owner, id)).comments).toEqual([special, general]);
    expect((await list(owner, id, { sort: 'createdAt' })).comments).toEqual([general, special]);
    expect((await list(owner, id, { itemId: items[0]!.id })).comments).toEqual([special]);
  });

  it('are read one by one by whoever sees their request, and only through that request', async () => {
    const owner = aPrincipal();
    const [{ id: requestId }, other] = [
      await service.create(owner, { visibility: Visibility.PRIVATE }),
      await service.create(owner),
    ];
    const written = await comment(owner, requestId, 'Hello');
    const read = (caller: Principal, names: { requestId: string; commentId: string }) =>
      service.as(CommentsServiceService, caller).getComment(GetCommentRequest.fromPartial(names));

    expect((await read(owner, { requestId, commentId: written.id })).comment).toEqual(written);
    const refused: [Principal, { requestId: string; commentId: string }][] = [
      [owner, { requestId: other.id, commentId: written.id }],
      [owner, { requestId, commentId: uuidv7() }],
      [aColleague(owner), { requestId, commentId: written.id }],
      [aPrincipal(), { requestId, commentId: written.id }],
    ];
    for (const [caller, names] of refused)
      await expect(read(caller, names)).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('are paged', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    for (const body of ['a', 'b', 'c']) await comment(owner, id, body);
    const first = await list(owner, id, { limit: 2 });
    const second = await list(owner, id, { limit: 2, cursor: first.page?.nextCursor });
    expect([...first.comments, ...second.comments].map(({ body }) => body)).toEqual(['c', 'b', 'a']);
    expect(second.page).toMatchObject({ hasMore: false, nextCursor: undefined });
  });

  it('are announced with the next version of their request', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    const written = await comment(owner, id, 'Hello');
    await eventually(() => expect(service.eventsOf(owner)).toHaveLength(2));
    const event = service.eventsOf(owner)[1]!;
    expect(event).toMatchObject({ type: EventType.REQUEST_COMMENT_CREATED, aggregateId: id, seq: 2 });
    expect(Comment.decode(event.resource)).toEqual(written);
  });

  it('name only items of their request', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner);
    await expect(comment(owner, id, 'x', uuidv7())).rejects.toMatchObject({
      violations: [{ pointer: '/itemId', code: 'not_found' }],
    });
  });

  it('are read by whoever sees the request and written by whoever may change it', async () => {
    const owner = aPrincipal();
    const [viewer, stranger] = [aColleague(owner), aColleague(owner)];
    const { id } = await service.create(owner, { visibility: Visibility.SHARED });
    await service
      .as(GrantsServiceService, owner)
      .putGrant(PutGrantRequest.fromPartial({ requestId: id, userId: viewer.userId }));
    await comment(owner, id, 'Hello');
    expect((await list(viewer, id)).comments).toHaveLength(1);
    await expect(comment(viewer, id, 'x')).rejects.toMatchObject({ reason: 'permission_denied' });
    await expect(list(stranger, id)).rejects.toMatchObject({ reason: 'not_found' });
    await expect(comment(stranger, id, 'x')).rejects.toMatchObject({ reason: 'not_found' });
  });
});
