import { Page } from '@fileonion/contract/api';
import { deriveKey, type RequestContext } from '@fileonion/service-kit';
import type { Model } from 'mongoose';
import { openCursor, sealCursor, type Position } from './cursor';
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
export type PageOf = <Row extends TenantRow>(ctx: RequestContext, model: Model<Row>, query: PageQuery) => Promise<{ rows: Row[]; page: Page }>;

interface Order {
  field: string;
  direction: 1 | -1;
}

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
    const found = await readRows(model as unknown as Model<TenantRow>, filterOf(query), order, after, limit + 1);
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

function filterOf({ filter, request }: PageQuery): Record<string, unknown> & { $and: Record<string, unknown>[] } {
  const times: Record<string, unknown>[] = [];
  if (request.createdAfter) times.push({ createdAt: { $gt: request.createdAfter } });
  if (request.updatedAfter) times.push({ updatedAt: { $gt: request.updatedAfter } });
  return { ...filter, $and: [...((filter['$and'] as Record<string, unknown>[] | undefined) ?? []), ...times] };
}

/** First the rows that have a value, then those that have none, by id. */
async function readRows(model: Model<TenantRow>, filter: ReturnType<typeof filterOf>, order: Order, after: Position | undefined, count: number): Promise<TenantRow[]> {
  const nullable = model.schema.path(order.field).isRequired !== true;
  const rows = after?.value === null ? [] : await find({ ...order, where: valued(order, after, nullable) });
  if (!nullable || rows.length === count) return rows;
  const id = after?.value === null ? [compare('_id', order.direction, after.id)] : [];
  return [...rows, ...(await find({ field: '_id', direction: order.direction, where: [{ [order.field]: null }, ...id], count: count - rows.length }))];

  function find(part: Order & { where: Record<string, unknown>[]; count?: number }): Promise<TenantRow[]> {
    const { $and, ...rest } = filter;
    const conditions = [...$and, ...part.where];
    return model
      .find({ ...rest, ...(conditions.length > 0 && { $and: conditions }) } as never)
      .sort({ [part.field]: part.direction, _id: part.direction })
      .limit(part.count ?? count)
      .lean<TenantRow[]>();
  }
}

function valued({ field, direction }: Order, after: Position | undefined, nullable: boolean): Record<string, unknown>[] {
  const present = nullable ? [{ [field]: { $ne: null } }] : [];
  if (!after) return present;
  const bound = { [field]: { [direction === 1 ? '$gte' : '$lte']: after.value } };
  return [...present, bound, { $or: [compare(field, direction, after.value), { [field]: after.value, ...compare('_id', direction, after.id) }] }];
}

function compare(field: string, direction: 1 | -1, value: unknown): Record<string, unknown> {
  return { [field]: { [direction === 1 ? '$gt' : '$lt']: value } };
}

function positionOf(row: TenantRow, { field }: Order): Position {
  const value = (row as unknown as Record<string, Position['value'] | undefined>)[field] ?? null;
  return { value, id: row._id };
}
