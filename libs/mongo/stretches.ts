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

/**
 * What of a list lies behind a position, as stretches to be read one after another; rows without a value come last.
 * Each is a range of the index. One condition for all of them, with its alternatives, is not.
 */
export function stretchesOf({ field, direction }: Order, after: Position | undefined, nullable: boolean): Stretch[] {
  const byId = { _id: direction };
  const byField = { [field]: direction, _id: direction };
  const beyond = (value: unknown): Condition => ({ [direction === 1 ? '$gt' : '$lt']: value });
  const behind = after && { _id: beyond(after.id) };
  const without: Stretch = { where: { [field]: null, ...(after?.value === null && behind) }, sort: byId };
  if (after?.value === null) return [without];

  const equal: Stretch[] = after ? [{ where: { [field]: after.value, ...behind }, sort: byId }] : [];
  const present = nullable ? { [field]: { $ne: null } } : {};
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
