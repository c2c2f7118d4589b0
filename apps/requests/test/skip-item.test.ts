import { EventType } from '@fileonion/contract/events';
import { ItemStatus } from '@fileonion/contract/requests';
import { aPrincipal, eventually } from '@fileonion/testing';
import { itemsOf } from './items-of';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('skipping an item', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('leaves out what is not required, announces it, and can be taken back by submitting', async () => {
    const owner = aPrincipal();
    const { id, items } = await service.create(owner, { items: [{ name: 'Photo' }] });
    const { skip, submit, request } = itemsOf(service, owner, id);
    expect(await skip(items[0]!.id)).toMatchObject({ status: ItemStatus.SKIPPED });
    expect((await request()).progress).toMatchObject({ total: 1, skipped: 1 });
    await eventually(() =>
      expect(service.eventsOf(owner).map(({ type }) => type)).toContain(EventType.REQUEST_ITEM_SKIPPED),
    );
    expect(await submit(items[0]!.id)).toMatchObject({ status: ItemStatus.SUBMITTED });
  });

  it('is refused for a required item', async () => {
    const owner = aPrincipal();
    const { id, items } = await service.create(owner, { items: [{ name: 'Photo', required: true }] });
    await expect(itemsOf(service, owner, id).skip(items[0]!.id)).rejects.toMatchObject({
      reason: 'transition_not_allowed',
    });
  });
});
