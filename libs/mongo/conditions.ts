/** A MongoDB condition. */
export type Condition = Record<string, unknown>;

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

/** Whether a filter asks for more than equality, so that no further range of an index can serve it. */
export function hasRange(filter: Condition): boolean {
  return Object.entries(filter).some(([name, value]) => name.startsWith('$') || isOperators(value));
}
