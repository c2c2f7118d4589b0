import { Page } from '@fileonion/contract/api';
import { deriveKey, type RequestContext } from '@fileonion/service-kit';
import type { Model, PipelineStage } from 'mongoose';
import { openCursor, sealCursor, type Position } from './cursor';
import { allOf, hasRange, type Condition } from './conditions';
import { leastOf, slicesOf, stretchesOf, type Order, type Stretch } from './stretches';
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
  /** Mongo filter of the list, which an index answers; names the organization. */
  filter: { organizationId: string } & Condition;
  /** What rows must fulfil besides, whatever index they were found by. */
  residual?: Condition;
  /** Fields that rows are read without. */
  omit?: string[];
  request: ListRequest;
  /** Database field of each sort name. Every one wants the index (organizationId, field, _id). */
  sorts: Record<string, string>;
  /** Such as `-createdAt`. */
  default: string;
  /**
   * For an order by a running number, unique in the organization: the highest that was given. The list is then read in
   * slices, so that a page costs the same however much the organization stores.
   */
  highest?: number;
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
    const stretches = stretchesOfQuery(model as unknown as Model<TenantRow>, query, order, after, limit + 1);
    const found = await readRows(model as unknown as Model<TenantRow>, query, stretches, limit + 1);
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

function stretchesOfQuery(
  model: Model<TenantRow>,
  { filter, highest }: PageQuery,
  order: Order,
  after: Position | undefined,
  count: number,
): Stretch[] {
  // An index serves one range. Where the filter has it already, slices would be of no use.
  if (highest !== undefined && !hasRange(filter))
    return slicesOf(order, after?.value as number | undefined, { highest, count });
  const { isRequired, instance } = model.schema.path(order.field);
  return stretchesOf(order, after, isRequired ? undefined : leastOf(instance));
}

/** Reads the stretches one after another until there are enough rows. */
async function readRows(
  model: Model<TenantRow>,
  query: PageQuery,
  stretches: Stretch[],
  count: number,
): Promise<TenantRow[]> {
  const rows: TenantRow[] = [];
  for (const stretch of stretches) {
    if (rows.length === count) break;
    rows.push(...(await model.aggregate<TenantRow>(pipelineOf(query, stretch, count - rows.length))));
  }
  return rows;
}

/** The first condition is what an index answers exactly; the optimizer of MongoDB sees all of them as one. */
function pipelineOf(
  { filter, residual = {}, request, omit = [] }: PageQuery,
  { where, sort }: Stretch,
  count: number,
): PipelineStage[] {
  const times = [
    ...(request.createdAfter ? [{ createdAt: { $gt: request.createdAfter } }] : []),
    ...(request.updatedAfter ? [{ updatedAt: { $gt: request.updatedAfter } }] : []),
  ];
  const [indexed, others] = hasRange(filter) ? [[filter], [where]] : [[filter, where], []];
  return [
    { $match: allOf(indexed) },
    { $match: allOf([residual, ...times, ...others]) },
    { $sort: sort },
    { $limit: count },
    ...(omit.length > 0 ? [{ $project: Object.fromEntries(omit.map((name) => [name, 0])) }] : []),
  ];
}

function positionOf(row: TenantRow, { field }: Order): Position {
  const value = (row as unknown as Record<string, Position['value'] | undefined>)[field] ?? null;
  return { value, id: row._id };
}
