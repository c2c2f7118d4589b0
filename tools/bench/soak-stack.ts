import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startBuiltStack, type StackFacts } from '@fileonion/embedded';

const withinMs = 5 * 60_000;

/** Runs work on the whole system, every service a process of its own as in production. */
export async function withStack<T>(work: (stack: StackFacts) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'soak-'));
  const env = { ...process.env, PORT: String(await freePort()) };
  const stack = startBuiltStack({ mode: 'processes', dataDir, env, withinMs });
  try {
    await stack.ready;
    return await Promise.race([stack.ended, work(stack.facts())]);
  } finally {
    await stack.process.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
