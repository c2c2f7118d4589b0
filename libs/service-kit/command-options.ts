import { parseArgs } from 'node:util';

/** Reads a command's options, such as `--name Acme`. Throws where one is missing, and where there is no such option. */
export function commandOptions<Required extends string, Optional extends string = never>(
  args: string[],
  required: readonly Required[],
  optional: readonly Optional[] = [],
): Record<Required, string> & Partial<Record<Optional, string>> {
  const options = Object.fromEntries([...required, ...optional].map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args, options });
  const missing = required.filter((name) => !values[name]);
  if (missing.length > 0) throw new Error(`Missing: ${missing.map((name) => `--${name}`).join(', ')}.`);
  return values as Record<Required, string> & Partial<Record<Optional, string>>;
}
