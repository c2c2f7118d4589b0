import type { RequestContext } from '@fileonion/service-kit';
import type { Model, PipelineStage } from 'mongoose';
import { allOf, hasRange, type Condition } from './conditions';
import { hasLandmarks, landmarksIn } from './landmarks';
import type { PageQuery } from './page-query';
import { slicesOf, type Slicing } from './slices';
import type { Order, Stretch } from './stretches';
import type { TenantRow } from './tenant-schema';
import { timeLimitOf } from './time-limit';

/** The beginning of a list that is to be read. */
export interface Reading {
  /** Nobody waits for what is read once the call is over. */
  ctx: Pick<RequestContext, 'deadline' | 'signal'>;
  model: Model<TenantRow>;
  query: PageQuery;
  order: Order;
  /** What is left of the list. */
  stretches: Stretch[];
  /** Rows to read. */
  count: number;
}

// Of so many rows one fulfils a condition, where an index of that condition finds a page sooner than the list's order.
const seldom = 50;
const usuallyJudgedAfter = 256;

/** Reads a list from its beginning until there are enough rows, in slices where the collection has landmarks. */
export async function readList(reading: Reading): Promise<TenantRow[]> {
  const { model, query, stretches, count } = reading;
  const { rare, judgedAfter = usuallyJudgedAfter } = query;
  // An index serves one range. Where the filter has it already, slices would be of no use.
  if (hasRange(query.filter)) return readWhole(reading, query.filter);
  if (!hasLandmarks(model)) return readWhole(reading);
  const rows: TenantRow[] = [];
  let seen = 0;
  const untilJudged = () => (rare && seen <= judgedAfter ? judgedAfter + 1 - seen : Infinity);
  const slicing = slicingOf(reading, () => ({ found: rows.length, seen, most: untilJudged() }));
  for (const stretch of stretches) {
    for await (const slice of slicesOf(slicing, stretch)) {
      reading.ctx.signal.throwIfAborted();
      rows.push(...(await readStretch(reading, slice.stretch, count - rows.length)));
      if (rows.length === count) return rows;
      seen += slice.rows;
      if (rare && seen > judgedAfter && rows.length * seldom < seen) return readWhole(reading, rare);
    }
  }
  return rows;
}

/** Each stretch at once. */
async function readWhole(reading: Reading, lead?: Condition): Promise<TenantRow[]> {
  const rows: TenantRow[] = [];
  for (const stretch of reading.stretches) {
    if (rows.length === reading.count) break;
    rows.push(...(await readStretch(reading, stretch, reading.count - rows.length, lead)));
  }
  return rows;
}

/** @param lead what the index is read by, instead of by the order and the filter */
function readStretch({ ctx, model, query }: Reading, stretch: Stretch, count: number, lead?: Condition) {
  const { filter, residual = {}, request, omit = [] } = query;
  const { createdAfter, updatedAfter } = request;
  const { organizationId } = filter;
  const { where, sort } = stretch;
  const [indexed, others] = lead ? [{ organizationId, ...lead }, where] : [allOf([filter, where]), {}];
  const times = [
    createdAfter ? { createdAt: { $gt: createdAfter } } : {},
    updatedAfter ? { updatedAt: { $gt: updatedAfter } } : {},
  ];
  // The first condition is what an index answers exactly. MongoDB takes the second one before the order, where it sees both
  // as one; the embedded server would lose the index by that, and takes them as they stand.
  const stages: PipelineStage[] = [
    { $match: indexed },
    { $sort: sort },
    { $match: allOf([residual, others, ...times]) },
    { $limit: count },
    ...(omit.length > 0 ? [{ $project: Object.fromEntries(omit.map((name) => [name, 0 as const])) }] : []),
  ];
  return model.aggregate<TenantRow>(stages).option(timeLimitOf(ctx));
}

/** @param state the rows that were found so far and looked at, and how many more to look at at most */
function slicingOf(
  { model, query, order, count }: Reading,
  state: () => { found: number; seen: number; most: number },
): Slicing {
  const { organizationId } = query.filter;
  return {
    order,
    landmarks: (stretch, level) => landmarksIn(model, organizationId, { stretch, order, level }),
    wanted() {
      const { found, seen, most } = state();
      if (seen === 0) return count;
      // Rows that are alike often lie together, so that a guess from few is wrong by much.
      return Math.min(((count - found) * seen) / (found + 1), seen, most);
    },
  };
}
