import { Page } from '@fileonion/contract/api';
import { deriveKey, type RequestContext } from '@fileonion/service-kit';
import type { Model } from 'mongoose';
import { openCursor, sealCursor, type Position } from './cursor';
import { allOf, leastOf, stretchesOf, type Condition, type Order, type Stretch } from './stretches';
import type { TenantRow } from './tenant-schema';

/** The fields that every list request has. Whatever else it has counts as a filter. */
export interface ListRequest {
  limit?: number | undefined;
  cursor?: string | undefined;
  sort?: string | undefined;
  createdAfter?: Date | undefined;
  updatedAfter?: Date | undefined;
}

/** Which rows to page, and how. */
export interface PageQuery {
  /** Mongo filter of the list; names the organization. */
  filter: { organizationId: string } & Record<string, unknown>;
  request: ListRequest;
  /** Database field of each sort name. Every one wants the index (organizationId, field, _id). */
  sorts: Record<string, string>;
  /** Such as `-createdAt`. */
  default: string;
}

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
  return async (ctx, model, query) => {
    const limit = query.request.limit ?? defaultLimit;
    const sort = query.request.sort ?? query.default;
    const order = orderOf(query.sorts, sort);
    const binding = bindingOf(ctx, query.request, sort);
    const after = query.request.cursor === undefined ? undefined : openCursor(key, query.request.cursor, binding);
    const { isRequired, instance } = model.schema.path(order.field);
    const stretches = stretchesOf(order, after, isRequired ? undefined : leastOf(instance));
    const found = await readRows(model as unknown as Model<TenantRow>, conditionsOf(query), stretches, limit + 1);
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

function conditionsOf({ filter, request }: PageQuery): Condition[] {
  return [
    filter,
    ...(request.createdAfter ? [{ createdAt: { $gt: request.createdAfter } }] : []),
    ...(request.updatedAfter ? [{ updatedAt: { $gt: request.updatedAfter } }] : []),
  ];
}

/** Reads the stretches one after another until there are enough rows. */
async function readRows(
  model: Model<TenantRow>,
  conditions: Condition[],
  stretches: Stretch[],
  count: number,
): Promise<TenantRow[]> {
  const rows: TenantRow[] = [];
  for (const { where, sort } of stretches) {
    if (rows.length === count) break;
    const query = model.find(allOf([...conditions, where]) as never).sort(sort);
    rows.push(...(await query.limit(count - rows.length).lean<TenantRow[]>()));
  }
  return rows;
}

function positionOf(row: TenantRow, { field }: Order): Position {
  const value = (row as unknown as Record<string, Position['value'] | undefined>)[field] ?? null;
  return { value, id: row._id };
}
