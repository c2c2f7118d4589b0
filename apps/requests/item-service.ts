import { EventType } from '@fileonion/contract/events';
import { ItemsServiceService } from '@fileonion/contract/requests';
import { checkIfMatch } from '@fileonion/mongo';
import { rpcService, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import type { CommentRepository } from './comment-repository';
import { changedItem, newItem, skippedItem, submittedItem, type ItemRow } from './item';
import { changeItem, changeItems, itemOf, shownItem, type ItemParts } from './item-changes';
import { deedOf, reviewItem } from './item-review';

/** Serves the items of requests. */
export function itemService(parts: ItemParts & { comments: CommentRepository }): RpcService {
  return rpcService(ItemsServiceService, {
    addItem: (ctx, request) =>
      changeItems(parts, ctx, request.requestId, async (tx, before, store) => {
        const item: ItemRow = { ...newItem(request, uuidv7(), tx.now), version: before.version + 1 };
        return shownItem(ctx, await store([...before.items, item], { itemsEdited: true }), item.id);
      }),

    updateItem: (ctx, request) =>
      changeItem(parts, ctx, request, (item) => {
        checkIfMatch(ctx, item.version);
        return { item: changedItem(item, request), deeds: { itemsEdited: true } };
      }),

    deleteItem: (ctx, { requestId, itemId: id }) =>
      changeItems(parts, ctx, requestId, async (_tx, before, store) => {
        const item = itemOf(before, id);
        checkIfMatch(ctx, item.version);
        await store(
          before.items.filter((other) => other !== item),
          { itemsEdited: true },
        );
        return { deleted: { id, deleted: true } };
      }),

    submitItem: (ctx, request) =>
      changeItem(parts, ctx, request, (item, tx) => ({
        item: submittedItem(item, tx.now),
        deeds: deedOf(EventType.REQUEST_ITEM_SUBMITTED, item),
      })),

    skipItem: (ctx, request) =>
      changeItem(parts, ctx, request, (item) => ({
        item: skippedItem(item),
        deeds: deedOf(EventType.REQUEST_ITEM_SKIPPED, item),
      })),

    reviewItem: (ctx, request) => changeItem(parts, ctx, request, (item, tx) => reviewItem(parts, tx, item, request)),
  });
}
