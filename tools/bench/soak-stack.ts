import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, spawnBound, workspaceRoot } from '@fileonion/embedded';
import { until } from './until';

/** The parts of `stack.json` that a soak needs. */
export interface Stack {
  gateways: string[];
  apiKey: string;
  pids: Record<string, number>;
  /** Where each service answers its operators. */
  ops: Record<string, string>;
}

/** Runs work on the whole system, every service a process of its own as in production. */
export async function withStack<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'soak-'));
  const child = spawnBound({
    command: process.execPath,
    args: [join(workspaceRoot(), 'dist/tools/stack/main.js'), 'processes'],
    cwd: workspaceRoot(),
    env: environment(dataDir, await freePort()),
    logFile: join(dataDir, 'stack.log'),
  });
  const file = join(dataDir, 'stack.json');
  const gone = child.exited.then((reason) => {
    throw new Error(`The stack ${reason}:\n${readFileSync(join(dataDir, 'stack.log'), 'utf8')}`);
  });
  try {
    await Promise.race([gone, until('the stack is ready', () => existsSync(file))]);
    return await Promise.race([gone, work(JSON.parse(readFileSync(file, 'utf8')))]);
  } finally {
    gone.catch(() => undefined);
    await child.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function environment(dataDir: string, port: number): NodeJS.ProcessEnv {
  // npm's own variable would tell the stack that npm is its parent.
  const { npm_lifecycle_event: _npm, ...rest } = process.env;
  return { ...rest, PORT: String(port), DATA_DIR: dataDir };
}
