import { aPrincipal } from '@fileonion/testing';
import { itemsOf } from './items-of';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('deleting an item', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  it('moves up those behind it, and the request on where nothing else is missing', async () => {
    const owner = aPrincipal();
    const { id: requestId, items } = await service.create(owner, {
      items: [
        { name: 'A', required: true },
        { name: 'B', required: true },
      ],
    });
    const { items: calls, submit, request } = itemsOf(service, owner, requestId);
    await submit(items[1]!.id);
    expect(await calls.deleteItem({ requestId, itemId: items[0]!.id })).toEqual({
      deleted: { id: items[0]!.id, deleted: true },
    });
    expect(await request()).toMatchObject({
      items: [{ name: 'B', position: 1 }],
      progress: { total: 1, submitted: 1 },
      stage: { key: 'needs_review' },
    });
    await expect(calls.deleteItem({ requestId, itemId: items[0]!.id })).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('is refused with another version than the stored one', async () => {
    const owner = aPrincipal();
    const { id: requestId, items } = await service.create(owner, { items: [{ name: 'A' }] });
    const { items: calls, submit } = itemsOf(service, owner, requestId);
    await submit(items[0]!.id);
    await expect(calls.deleteItem({ requestId, itemId: items[0]!.id }, { ifMatch: '"1"' })).rejects.toMatchObject({
      reason: 'precondition_failed',
    });
  });
});
