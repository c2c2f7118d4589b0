import { Page } from '@fileonion/contract/api';
import { deriveKey, type RequestContext } from '@fileonion/service-kit';
import type { Model } from 'mongoose';
import { openCursor, sealCursor } from './cursor';
import { lowestIdAt } from './ids';
import { positionOf } from './landmarks';
import { readList } from './list-reader';
import type { ListRequest, PageQuery } from './page-query';
import { everyValue, stretchesOf, type Extent, type Order } from './stretches';
import type { TenantRow } from './tenant-schema';

/** Reads one page of a list. */
export type PageOf = <Row extends TenantRow>(
  ctx: RequestContext,
  model: Model<Row>,
  query: PageQuery,
) => Promise<{ rows: Row[]; page: Page }>;

/** Rows of a page whose request names no limit. */
export const defaultLimit = 50;

/**
 * Pages by position, not by offset: what is added or deleted meanwhile moves nothing. Rows without a value come last in
 * both directions. Cursors fit only the same method, organization, credential, order and filters.
 */
export function createPager({ secret }: { secret: Uint8Array }): PageOf {
  const key = deriveKey(secret, 'cursor');
  return async (ctx, typedModel, query) => {
    const model = typedModel as unknown as Model<TenantRow>;
    const limit = query.request.limit ?? defaultLimit;
    const sort = query.request.sort ?? query.default;
    const order = orderOf(query.sorts, sort);
    const binding = bindingOf(ctx, query.request, sort);
    const after = query.request.cursor === undefined ? undefined : openCursor(key, query.request.cursor, binding);
    const stretches = stretchesOf(order, after, extentOf(model, order, query.request));
    const found = await readList({ ctx, model, query, order, stretches, count: limit + 1 });
    const rows = found.slice(0, limit);
    const hasMore = found.length > limit;
    const nextCursor = hasMore ? sealCursor(key, positionOf(rows.at(-1)!, order), binding) : undefined;
    return { rows: rows as never[], page: Page.fromPartial({ limit, hasMore, nextCursor }) };
  };
}

function orderOf(sorts: Record<string, string>, sort: string): Order {
  const field = sorts[sort.replace(/^-/, '')];
  if (field === undefined) throw new Error(`The list has no order ${sort}, though its request allows it.`);
  return { field, direction: sort.startsWith('-') ? -1 : 1 };
}

/** What a cursor fits: the same method, organization, credential, order and filters. */
export function bindingOf(ctx: RequestContext, request: ListRequest, sort: string): string {
  const { organizationId, userId, apiKey } = ctx.principal;
  const filters = { ...request, limit: undefined, cursor: undefined, sort: undefined };
  return JSON.stringify([ctx.method.path, organizationId, userId, apiKey?.id ?? null, sort, filters]);
}

/** Times are a range of the list where they are what it is sorted by. */
function extentOf(model: Model<TenantRow>, { field }: Order, { createdAfter, updatedAfter }: ListRequest): Extent {
  const after = { createdAt: createdAfter, updatedAt: updatedAfter }[field];
  if (after) return { within: { $gt: after }, valueless: false };
  if (field === '_id' && createdAfter) return { within: { $gte: lowestIdAt(createdAfter) }, valueless: false };
  const { isRequired, instance } = model.schema.path(field);
  return { within: everyValue(instance), valueless: isRequired !== true };
}
