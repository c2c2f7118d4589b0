import type { RequestItem } from '@fileonion/contract/requests';
import { AppError } from '@fileonion/errors';
import { etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import { maxItems, tooMuchText, type ItemRow } from './item';
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

/** What items are changed with. */
export interface ItemParts {
  unitOfWork: UnitOfWork;
  requests: RequestRepository;
  writer: RequestWriter;
  stages: StageRepository;
}

/** What a call makes of an item; the same item again where nothing becomes of it. */
export interface ItemOutcome {
  item: ItemRow;
  /** What is told of the item's change. */
  deeds: Deeds;
  /** What was said, and is told first, whether the item changes or not. */
  said?: RequestFact;
}

/** Stores other items of the request at hand. */
type Store = (items: ItemRow[], deeds: Deeds) => Promise<RequestRow>;

/** Runs a change of a request's items; the request moves on by itself where they say so. */
export async function changeItems<T>(
  { unitOfWork, requests, writer, stages }: ItemParts,
  ctx: RequestContext,
  requestId: string,
  work: (tx: Tx, request: RequestRow, store: Store) => Promise<T>,
): Promise<T> {
  const known = await stages.stagesOf(ctx.principal.organizationId);
  return unitOfWork(ctx, async (tx) => {
    const before = await editableRequest(requests, ctx, requestId, tx);
    return work(tx, before, async (items, deeds) => {
      requireBounds(items);
      const names = await withStage(stages, known, tx, before);
      const after = items === before.items ? before : movedOn({ ...before, items }, known);
      return writer.change(tx, before, after, names, deeds);
    });
  });
}

/** Runs a change of one item. */
export function changeItem(
  parts: ItemParts,
  ctx: RequestContext,
  { requestId, itemId }: { requestId: string; itemId: string },
  work: (item: ItemRow, tx: Tx) => Promise<ItemOutcome> | ItemOutcome,
): Promise<{ item: RequestItem }> {
  return changeItems(parts, ctx, requestId, async (tx, request, store) => {
    const before = itemOf(request, itemId);
    const { item, deeds, said } = await work(before, tx);
    const told = said ? [said] : [];
    if (item === before) return shownItem(ctx, await store(request.items, { facts: told }), itemId);
    const after = { ...item, updatedAt: tx.now, version: request.version + 1 };
    const items = request.items.map((other) => (other === before ? after : other));
    return shownItem(ctx, await store(items, { ...deeds, facts: [...told, ...(deeds.facts ?? [])] }), itemId);
  });
}

/** @throws AppError `not_found` */
export function itemOf({ items }: RequestRow, itemId: string): ItemRow {
  const item = items.find(({ id }) => id === itemId);
  if (!item) throw new AppError('not_found');
  return item;
}

/** The answer that shows an item, with the tag of its own version. */
export function shownItem(ctx: RequestContext, request: RequestRow, itemId: string): { item: RequestItem } {
  const item = itemOf(request, itemId);
  ctx.reply.etag = etagOf(item.version);
  return { item: toItem(request._id, item, request.items.indexOf(item)) };
}

function movedOn(request: RequestRow, known: StageRow[]): RequestRow {
  const stageKey = automaticStage(request.stageKey, request.items);
  return stageKey ? { ...request, stageKey, stageId: defaultStage(known, stageKey)._id } : request;
}

function requireBounds(items: ItemRow[]): void {
  if (items.length > maxItems) throw new AppError('limit_reached', `A request holds at most ${maxItems} items.`);
  if (tooMuchText(items)) {
    throw new AppError('limit_reached', 'All items of a request together hold at most 256 KiB of text.');
  }
}
