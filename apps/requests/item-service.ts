import {
  ItemsServiceService,
  ReviewDecision,
  type ItemStatus,
  type RequestItem,
  type ReviewItemRequest,
} from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import { checkIfMatch, etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import type { CommentRepository } from './comment-repository';
import { changedItem, maxItems, newItem, reviewedItem, skippedItem, submittedItem, tooMuchText, type ItemRow } from './item';
import type { RequestRow } from './request';
import { editableRequest } from './request-access';
import type { Deeds, RequestFact } from './request-facts';
import type { RequestRepository } from './request-repository';
import { toItem } from './request-view';
import type { RequestWriter } from './request-writer';
import type { StageRow } from './stage';
import { automaticStage } from './stage-engine';
import { defaultStage, withStage } from './stage-names';
import type { StageRepository } from './stage-repository';

interface Parts {
  unitOfWork: UnitOfWork;
  requests: RequestRepository;
  writer: RequestWriter;
  comments: CommentRepository;
  stages: StageRepository;
}

/** What a call does to an item, and what is told of it. The same item again: nothing happened. */
type Change = (item: ItemRow, tx: Tx, request: RequestRow) => Promise<{ item: ItemRow; deeds: Deeds }> | { item: ItemRow; deeds: Deeds };

/** Serves the items of requests. */
export function itemsService(parts: Parts): RpcService {
  const { unitOfWork, requests, writer, stages } = parts;

  /** Runs a change of a request's items; the request moves on by itself where they say so. */
  async function change<T>(ctx: RequestContext, requestId: string, work: (tx: Tx, request: RequestRow, store: Store) => Promise<T>): Promise<T> {
    const known = await stages.stagesOf(ctx.principal.organizationId);
    return unitOfWork(ctx, async (tx) => {
      const before = await editableRequest(requests, ctx, requestId, tx);
      return work(tx, before, async (items, deeds) => {
        const names = await withStage(stages, known, tx, before);
        return writer.change(tx, before, movedOn(before, items, known), names, deeds);
      });
    });
  }

  /** Runs a change of one item. */
  function changeItem(ctx: RequestContext, { requestId, itemId }: { requestId: string; itemId: string }, work: Change): Promise<{ item: RequestItem }> {
    return change(ctx, requestId, async (tx, request, store) => {
      const before = itemOf(request, itemId);
      const { item, deeds } = await work(before, tx, request);
      if (item === before) return shown(ctx, request, itemId);
      const items = request.items.map((other) => (other === before ? { ...item, updatedAt: tx.now, version: request.version + 1 } : other));
      requireBounds(items);
      return shown(ctx, await store(items, deeds), itemId);
    });
  }

  return rpcService(ItemsServiceService, {
    addItem: (ctx, request) =>
      change(ctx, request.requestId, async (tx, before, store) => {
        const item = { ...newItem(request, uuidv7(), tx.now), version: before.version + 1 };
        const items = [...before.items, item];
        requireBounds(items);
        return shown(ctx, await store(items, { itemsEdited: true }), item.id);
      }),

    updateItem: (ctx, request) =>
      changeItem(ctx, request, (item) => {
        checkIfMatch(ctx, item.version);
        return { item: changedItem(item, request), deeds: { itemsEdited: true } };
      }),

    deleteItem: (ctx, { requestId, itemId: id }) =>
      change(ctx, requestId, async (_tx, before, store) => {
        checkIfMatch(ctx, itemOf(before, id).version);
        await store(before.items.filter((item) => item.id !== id), { itemsEdited: true });
        return { deleted: { id, deleted: true } };
      }),

    submitItem: (ctx, request) =>
      changeItem(ctx, request, (item, tx) => ({ item: submittedItem(item, tx.now), deeds: deed('REQUEST_ITEM_SUBMITTED', item) })),

    skipItem: (ctx, request) => changeItem(ctx, request, (item) => ({ item: skippedItem(item), deeds: deed('REQUEST_ITEM_SKIPPED', item) })),

    reviewItem: (ctx, request) => changeItem(ctx, request, (item, tx) => review(parts, tx, item, request)),
  });
}

/** A reason becomes a comment, told before the decision. */
async function review({ comments }: Parts, tx: Tx, before: ItemRow, { requestId, decision, reason }: ReviewItemRequest) {
  const declined = decision === ReviewDecision.DECLINED;
  if (declined && reason === undefined) throw AppError.validation([{ pointer: '/reason', code: 'required', detail: 'Declining needs a reason.' }]);
  const item = reviewedItem(before, decision, tx.now);
  const deeds = deed(declined ? 'REQUEST_ITEM_DECLINED' : 'REQUEST_ITEM_APPROVED', before);
  if (item === before || reason === undefined) return { item, deeds };
  const { organizationId, userId: createdBy } = tx.ctx.principal;
  const comment = await comments.insert(organizationId, tx, uuidv7(), { requestId, itemId: item.id, body: reason, createdBy });
  return { item, deeds: { facts: [{ type: 'REQUEST_COMMENT_CREATED' as const, itemId: item.id, comment }, ...deeds.facts] } };
}

type Store = (items: ItemRow[], deeds: Deeds) => Promise<RequestRow>;

function deed(type: RequestFact['type'], { id: itemId }: ItemRow): { facts: RequestFact[] } {
  return { facts: [{ type, itemId }] };
}

function movedOn(before: RequestRow, items: ItemRow[], known: StageRow[]): RequestRow {
  const key = automaticStage(before.stageKey, items);
  return { ...before, items, ...(key && { stageKey: key, stageId: defaultStage(known, key)._id }) };
}

function itemOf({ items }: RequestRow, itemId: string): ItemRow {
  const item = items.find(({ id }) => id === itemId);
  if (!item) throw new AppError('not_found');
  return item;
}

function requireBounds(items: ItemRow[]): void {
  if (items.length > maxItems) throw new AppError('limit_reached', `A request holds at most ${maxItems} items.`);
  if (tooMuchText(items)) throw new AppError('limit_reached', 'All items of a request together hold at most 256 KiB of text.');
}

function shown(ctx: RequestContext, request: RequestRow, itemId: string): { item: RequestItem } {
  const index = request.items.findIndex(({ id }) => id === itemId);
  const item = request.items[index]!;
  ctx.reply.etag = etagOf(item.version);
  return { item: toItem(request._id, item, index) };
}
