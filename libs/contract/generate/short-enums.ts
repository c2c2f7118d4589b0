import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes `Role.OWNER` the string 'OWNER'. ts-proto drops the enum's name from keys only, and `ROLE_OWNER` would end up
 * in databases and comparisons; the wire is untouched, it carries numbers.
 */
export function shortenEnumValues(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const path = join(folder, name);
    const source = readFileSync(path, 'utf8');
    writeFileSync(path, source.replace(/^ {2}([A-Z0-9_]+): "[A-Z0-9_]+",$/gm, '  $1: "$1",'));
  }
}
