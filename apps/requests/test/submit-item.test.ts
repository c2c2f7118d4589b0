import { EventType } from '@fileonion/contract/events';
import { ItemStatus, RequestItem } from '@fileonion/contract/requests';
import { aPrincipal, eventually } from '@fileonion/testing';
import { itemsOf } from './items-of';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('submitting an item', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function aRequest(...required: boolean[]) {
    const owner = aPrincipal();
    const { id, items } = await service.create(owner, {
      items: required.map((isRequired, n) => ({ name: `Item ${n}`, required: isRequired })),
    });
    return { owner, ids: items.map((item) => item.id), ...itemsOf(service, owner, id) };
  }

  it('moves the request to Partial with the first required item and to Needs Review with the last', async () => {
    const { ids, submit, request } = await aRequest(true, true, false);
    expect(await submit(ids[0]!)).toMatchObject({ status: ItemStatus.SUBMITTED, submittedAt: expect.any(Date) });
    expect((await request()).stage?.key).toBe('partial');
    await submit(ids[1]!);
    expect(await request()).toMatchObject({ stage: { key: 'needs_review' }, progress: { total: 3, submitted: 2 } });
  });

  it('is announced with the item, and before the move that it causes', async () => {
    const { owner, ids, submit } = await aRequest(true);
    const item = await submit(ids[0]!);
    await eventually(() => expect(service.eventsOf(owner)).toHaveLength(3));
    const [, submitted, moved] = service.eventsOf(owner);
    expect(submitted).toMatchObject({ type: EventType.REQUEST_ITEM_SUBMITTED, seq: 2, aggregateId: item.requestId });
    expect(RequestItem.decode(submitted!.resource)).toEqual(item);
    expect(moved).toMatchObject({ type: EventType.REQUEST_STAGE_CHANGED, seq: 3 });
  });

  it('repeated changes nothing', async () => {
    const { ids, submit } = await aRequest(true);
    expect(await submit(ids[0]!)).toEqual(await submit(ids[0]!));
  });

  it('is refused for an approved item', async () => {
    const { ids, submit, approve } = await aRequest(true);
    await submit(ids[0]!);
    await approve(ids[0]!);
    await expect(submit(ids[0]!)).rejects.toMatchObject({ reason: 'transition_not_allowed' });
  });

  it('by two callers at once counts both', async () => {
    const { ids, submit, request } = await aRequest(true, true);
    await Promise.all(ids.map(submit));
    expect(await request()).toMatchObject({ stage: { key: 'needs_review' }, progress: { submitted: 2 } });
  });
});
