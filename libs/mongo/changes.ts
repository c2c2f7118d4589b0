/** A mongoose update that sets what has a value and removes what is `undefined`: absent and cleared are the same in the database. */
export function changesOf(fields: Record<string, unknown>): {
  $set: Record<string, unknown>;
  $unset: Record<string, 1>;
} {
  const entries = Object.entries(fields);
  return {
    $set: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
    $unset: Object.fromEntries(entries.filter(([, value]) => value === undefined).map(([name]) => [name, 1])),
  };
}
