import { ItemStatus, UpdateItemRequest } from '@fileonion/contract/requests';
import { aPrincipal, type CallOptions } from '@fileonion/testing';
import { uuidv7 } from 'uuidv7';
import { itemsOf } from './items-of';
import { startRequests, type RequestsUnderTest } from './requests-under-test';

describe('updating an item', () => {
  let service: RequestsUnderTest;
  beforeAll(async () => void (service = await startRequests()));
  afterAll(() => service.stop());

  async function anItem(fields = {}) {
    const owner = aPrincipal();
    const { id: requestId, items } = await service.create(owner, {
      items: [{ name: 'Passport', description: 'Both sides', ...fields }],
    });
    const calls = itemsOf(service, owner, requestId);
    const itemId = items[0]!.id;
    const update = async (changes: object, options?: CallOptions) =>
      (
        await calls.items.updateItem(
          UpdateItemRequest.fromPartial({ requestId, itemId, ...changes, updateMask: Object.keys(changes) }),
          options,
        )
      ).item!;
    return { ...calls, requestId, itemId, update };
  }

  it('changes what is named, clears what is named without a value, and keeps the rest', async () => {
    const { update } = await anItem({ checklist: ['a'] });
    expect(await update({ name: 'Visa', description: undefined })).toMatchObject({
      name: 'Visa',
      description: undefined,
      checklist: ['a'],
      status: ItemStatus.PENDING,
    });
  });

  it('asks again for a skipped item that becomes required', async () => {
    const { skip, update, itemId } = await anItem();
    await skip(itemId);
    expect(await update({ required: true })).toMatchObject({ status: ItemStatus.PENDING });
  });

  it('is compared with the item’s own version', async () => {
    const { update, add, submit, itemId } = await anItem();
    const reply: CallOptions['reply'] = {};
    await update({ name: 'Visa' }, { reply });
    await add({ name: 'Other' });
    await expect(update({ name: 'B' }, { ifMatch: reply.etag })).resolves.toBeDefined();
    await submit(itemId);
    await expect(update({ name: 'C' }, { ifMatch: reply.etag })).rejects.toMatchObject({
      reason: 'precondition_failed',
    });
  });

  it('moves the request on when what is left is complete', async () => {
    const { add, submit, update, request, itemId } = await anItem({ required: true });
    const other = await add({ name: 'Photo', required: true });
    await submit(other.id);
    expect((await request()).stage?.key).toBe('partial');
    await update({ required: false });
    expect((await request()).stage?.key).toBe('needs_review');
    expect(itemId).toBeDefined();
  });

  it('finds no item of another request', async () => {
    const { items, requestId } = await anItem();
    const updating = items.updateItem(
      UpdateItemRequest.fromPartial({ requestId, itemId: uuidv7(), name: 'x', updateMask: ['name'] }),
    );
    await expect(updating).rejects.toMatchObject({ reason: 'not_found' });
  });
});
