import { EventType } from '@fileonion/contract/events';
import { AddItemRequest, ItemsServiceService, ItemStatus, Request, Visibility } from '@fileonion/contract/requests';
import { aPrincipal, eventually } from '@fileonion/testing';
import { itemsOf } from './items-of';
import { aColleague, startRequests, type RequestsUnderTest } from './requests-under-test';

describe('adding an item', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('puts it behind the others, and announces the request as changed', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner, { items: [{ name: 'Passport' }] });
    const { add, request } = itemsOf(service, owner, id);
    const item = await add({ name: 'Photo', description: 'Recent', required: true, checklist: ['sharp'] });
    expect(item).toMatchObject({
      name: 'Photo',
      description: 'Recent',
      required: true,
      checklist: ['sharp'],
      status: ItemStatus.PENDING,
      position: 2,
      requestId: id,
    });
    expect((await request()).items[1]).toEqual(item);
    await eventually(() => expect(service.eventsOf(owner)).toHaveLength(2));
    const updated = service.eventsOf(owner)[1]!;
    expect(updated).toMatchObject({ type: EventType.REQUEST_UPDATED, seq: 2 });
    expect([Request.decode(updated.previous).items.length, Request.decode(updated.resource).items.length]).toEqual([
      1, 2,
    ]);
  });

  it('is refused beyond 200, also when two add the last one at once', async () => {
    const owner = aPrincipal();
    const { id } = await service.create(owner, {
      items: Array.from({ length: 199 }, (_, n) => ({ name: `Item ${n}` })),
    });
    const { add, request } = itemsOf(service, owner, id);
    const results = await Promise.allSettled([add({ name: 'a' }), add({ name: 'b' })]);
    expect(results.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { reason: 'limit_reached' } },
    ]);
    expect((await request()).items).toHaveLength(200);
  });

  it('needs a request that the caller may change', async () => {
    const owner = aPrincipal();
    const { id: requestId } = await service.create(owner, { visibility: Visibility.PRIVATE });
    const adding = service
      .as(ItemsServiceService, aColleague(owner))
      .addItem(AddItemRequest.fromPartial({ requestId, name: 'x' }));
    await expect(adding).rejects.toMatchObject({ reason: 'not_found' });
  });
});
