import { parseArgs } from 'node:util';
import { OneLineError } from '@fileonion/embedded';

/** Reads `--name number`, each of which has a default. */
export function readSizes<Name extends string>(args: string[], defaults: Record<Name, number>): Record<Name, number> {
  const names = Object.keys(defaults) as Name[];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const usage = `Sizes are ${names.map((name) => `--${name} ${defaults[name]}`).join(' ')}.`;
  try {
    const { values } = parseArgs({ args, options });
    return Object.fromEntries(names.map((name) => [name, number(values[name], defaults[name])])) as Record<
      Name,
      number
    >;
  } catch (cause) {
    throw new OneLineError(`${(cause as Error).message} ${usage}`, { cause });
  }
}

function number(given: unknown, byDefault: number): number {
  if (given === undefined) return byDefault;
  if (!/^\d+$/.test(String(given))) throw new Error(`${given} is no number.`);
  return Number(given);
}
