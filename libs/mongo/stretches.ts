import type { Condition } from './conditions';
import type { Position } from './cursor';

/** By what a list is sorted; equal values by `_id`, in the same direction. */
export interface Order {
  field: string;
  direction: 1 | -1;
}

/** Rows that lie side by side in the index (organizationId, field, _id). */
export interface Stretch {
  where: Condition;
  sort: Record<string, 1 | -1>;
}

// The first date that a protobuf Timestamp can hold.
const firstDate = new Date('0001-01-01T00:00:00Z');
const lowest: Record<string, unknown> = { Date: firstDate, Number: -Infinity, String: '' };

/** What a field's value is at least, where it has one: a range of its index, which `$ne: null` is not to every planner. */
export function leastOf(schemaType: string): unknown {
  return lowest[schemaType];
}

/**
 * What of a list lies behind a position, as stretches to be read one after another; rows without a value come last.
 * Each is a range of the index. One condition for all of them, with its alternatives, is not.
 *
 * @param least where rows may have no value: what those that have one are at least
 */
export function stretchesOf({ field, direction }: Order, after: Position | undefined, least: unknown): Stretch[] {
  const byId = { _id: direction };
  const byField = { [field]: direction, _id: direction };
  const beyond = (value: unknown): Condition => ({ [direction === 1 ? '$gt' : '$lt']: value });
  const behind = after && { _id: beyond(after.id) };
  const without: Stretch = { where: { [field]: null, ...(after?.value === null && behind) }, sort: byId };
  if (after?.value === null) return [without];

  const equal: Stretch[] = after ? [{ where: { [field]: after.value, ...behind }, sort: byId }] : [];
  const nullable = least !== undefined;
  const present = nullable ? { [field]: { $gte: least } } : {};
  const rest: Stretch = { where: after ? { [field]: beyond(after.value) } : present, sort: byField };
  return [...equal, rest, ...(nullable ? [without] : [])];
}

/**
 * What of a list by running numbers lies behind a number, in slices that grow: the first holds a page unless few of its
 * rows are asked for, and all of them together hold everything.
 */
export function slicesOf(
  { field, direction }: Order,
  after: number | undefined,
  { highest, count }: { highest: number; count: number },
): Stretch[] {
  const slices: Stretch[] = [];
  const start = after ?? (direction === 1 ? 0 : highest + 1);
  const [near, far] = direction === 1 ? (['$gt', '$lte'] as const) : (['$lt', '$gte'] as const);
  let from = start;
  for (let width = 2 * count; direction === 1 ? from < highest : from > 1; width *= 4) {
    const to = from + direction * width;
    slices.push({ where: { [field]: { [near]: from, [far]: to } }, sort: { [field]: direction } });
    from = to;
  }
  return slices;
}
