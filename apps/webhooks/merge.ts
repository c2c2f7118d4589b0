/** What a JSON object holds. */
export type JsonObject = Record<string, unknown>;

/** Lays an object over another: objects are merged at every depth, everything else, arrays too, is replaced. */
export function merge(under: JsonObject, over: JsonObject): JsonObject {
  const merged = Object.entries(over).map(([name, value]) => {
    const below = Object.hasOwn(under, name) ? under[name] : undefined;
    return [name, isObject(below) && isObject(value) ? merge(below, value) : value] as const;
  });
  // Entries define a member whatever its name, where an assignment to `__proto__` would reach the prototype.
  return { ...under, ...Object.fromEntries(merged) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
