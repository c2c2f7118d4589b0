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

/** Which rows of an order are asked for. */
export interface Extent {
  /** The range of their values. */
  within: Condition;
  /** Whether there are also rows without a value. */
  valueless: boolean;
}

type Value = NonNullable<Position['value']>;

// The first date that a protobuf Timestamp can hold.
const firstDate = new Date('0001-01-01T00:00:00Z');
const lowest: Record<string, unknown> = { Date: firstDate, Number: -Infinity, String: '' };
// Not every planner takes rows that are equal in the first fields of an index from it; all do so for a range of it.
const everyId = { $gte: '' };

/**
 * All values of a field, as a range of its index, which `$ne: null` is not to every planner. It is also how a partial index
 * of the rows with a value is declared, and read: planners see no such rows in `$type`.
 */
export function everyValue(schemaType: string): Condition {
  return { $gte: lowest[schemaType] };
}

/**
 * What of a list lies behind a position, as stretches to be read one after another; rows without a value come last.
 * Each is a range of the index. One condition for all of them, with its alternatives, is not.
 */
export function stretchesOf({ field, direction }: Order, after: Position | undefined, extent: Extent): Stretch[] {
  const { within, valueless } = extent;
  const behind = (end: Value, range: Condition) => narrowed(range, direction === 1 ? above(end) : { $lt: end });
  const throughIds = { _id: direction };
  if (field === '_id') return [{ where: { _id: after ? behind(after.id, within) : within }, sort: throughIds }];

  const idsBehind = after && behind(after.id, everyId);
  const without = { where: { [field]: null, _id: after?.value === null ? idsBehind : everyId }, sort: throughIds };
  if (after?.value === null) return [without];

  const equal = after && { where: { [field]: after.value, _id: idsBehind }, sort: throughIds };
  const range = after ? behind(after.value!, within) : within;
  const rest = { where: { [field]: range }, sort: { [field]: direction, _id: direction } };
  return [...(equal ? [equal] : []), rest, ...(valueless ? [without] : [])];
}

/**
 * Cuts a stretch at a row in it. One that runs through values is cut at the row's value; rows that have that value too
 * stay together, and are a stretch of their own, through their ids, if they are many.
 *
 * @returns the parts in the order of the list
 */
export function cut(stretch: Stretch, { field, direction }: Order, { value, id }: Position, many: boolean): Stretch[] {
  const byValue = runsThroughValues(stretch);
  const [cutField, at] = byValue ? [field, value!] : ['_id', id];
  const part = (bound: Condition) => {
    const range = narrowed(stretch.where[cutField] as Condition, bound);
    return { ...stretch, where: { ...stretch.where, [cutField]: range } };
  };
  const tie = { where: { [field]: at, _id: everyId }, sort: { _id: direction } };
  const below = part({ $lt: at });
  const upwards = byValue && many ? [below, tie, part(above(at))] : [below, part({ $gte: at })];
  return direction === 1 ? upwards : upwards.reverse();
}

/** Whether a stretch runs through values, and not through ids. */
export function runsThroughValues({ sort }: Stretch): boolean {
  return Object.keys(sort).length > 1;
}

/**
 * The values above one; numbers are whole. Said with `$gte` because in an index that goes on behind the field, the embedded
 * server reads `$gt` from the value itself on, and `$lte` only up to it.
 */
function above(value: Value): Condition {
  if (value instanceof Date) return { $gte: new Date(value.getTime() + 1) };
  return { $gte: typeof value === 'number' ? value + 1 : `${value}\0` };
}

/** A range with another bound at one end. */
function narrowed(range: Condition, bound: Condition): Condition {
  const [operator = ''] = Object.keys(bound);
  const isOtherEnd = (name: string) => name.slice(0, 2) !== operator.slice(0, 2);
  return { ...Object.fromEntries(Object.entries(range).filter(([name]) => isOtherEnd(name))), ...bound };
}
