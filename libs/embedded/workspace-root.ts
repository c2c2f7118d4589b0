import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the checkout: programs find it from their own place, because a bundle lies elsewhere than its source. */
export function workspaceRoot(from: string = __dirname): string {
  if (existsSync(join(from, 'nx.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('This program runs inside a checkout only.');
  return workspaceRoot(parent);
}
