import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '@fileonion/embedded';

/** What a stack that gave up did. */
export interface Ended {
  code: number | string;
  output: string;
}

/** Variables of a stack with nothing given to it. */
export type StackEnv = Record<string, string | undefined>;

/** Runs a stack that is expected to give up, possibly as another user, and answers what it said. */
export function runStack(mode: string, env: StackEnv, uid?: number): Promise<Ended> {
  const { MONGODB_URI: _mongo, REDIS_URL: _redis, KAFKA_BROKERS: _kafka, NODE_ENV: _kind, ...inherited } = process.env;
  const program = join(workspaceRoot(), 'dist/tools/stack/main.js');
  const child = spawn(process.execPath, [program, mode], { env: { ...inherited, ...env }, uid });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code: code ?? signal ?? 'nothing', output }));
  });
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
