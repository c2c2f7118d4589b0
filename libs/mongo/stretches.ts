import type { Position } from './cursor';

/** A MongoDB condition. */
export type Condition = Record<string, unknown>;

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

/** One condition that says all of these. Planners see little of what stands under `$and`, so as little as can be does. */
export function allOf(conditions: Condition[]): Condition {
  const merged: Condition = {};
  const apart: Condition[] = [];
  for (const [name, value] of conditions.flatMap((condition) => Object.entries(condition))) {
    if (name === '$and') apart.push(...(value as Condition[]));
    else if (!(name in merged)) merged[name] = value;
    else if (canJoin(merged[name], value)) merged[name] = { ...(merged[name] as object), ...(value as object) };
    else apart.push({ [name]: value });
  }
  return apart.length > 0 ? { ...merged, $and: apart } : merged;
}

/** Whether two conditions on a field are operators, none of which both have. */
function canJoin(one: unknown, other: unknown): boolean {
  return isOperators(one) && isOperators(other) && Object.keys(one).every((operator) => !(operator in other));
}

function isOperators(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).some((key) => key.startsWith('$'));
}
