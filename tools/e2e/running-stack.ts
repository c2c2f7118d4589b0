import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  freePort,
  startBuiltStack,
  withoutServers,
  workspaceRoot,
  type BoundProcess,
  type StackFacts,
} from '@fileonion/embedded';
import { apiClient, type ApiClient } from '@fileonion/testing';
import { findKeys } from './secret-scan';

/** A whole system that a test started for itself. */
export interface RunningStack {
  dataDir: string;
  process: BoundProcess;
  /** What stack.json says at this moment; a restarted part has another pid. */
  facts(): StackFacts;
  /** A client with the seeded key, at the gateway of this index. */
  api(gateway?: number): ApiClient;
  /** Ends it and removes its data, in which no key or webhook secret may be. */
  stop(): Promise<void>;
}

/** How a stack is started. */
export interface StackOptions {
  mode?: 'in-process' | 'processes';
  /** Variables besides those that the test run was started with. */
  env?: Record<string, string>;
  /** A folder with the state of an earlier run; a new one when absent. */
  dataDir?: string;
}

/** Starts the built system on free ports, with servers of its own, and waits until it is ready. */
export async function startTestStack(options: StackOptions = {}): Promise<RunningStack> {
  const { mode = 'processes', env = {}, dataDir = mkdtempSync(join(tmpdir(), 'stack-')) } = options;
  const port = env['PORT'] ?? String(await freePort());
  const stack = startBuiltStack({
    mode,
    dataDir,
    env: { ...withoutServers(process.env), PORT: port, ...env },
    withinMs: 90_000,
  });
  await stack.ready;
  const { facts } = stack;
  return {
    dataDir,
    process: stack.process,
    facts,
    api: (gateway = 0) => apiClient(facts().gateways[gateway]!, facts().apiKey),
    async stop() {
      await stack.process.stop();
      const found = findKeys(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
      expect(found).toEqual([]);
    },
  };
}

/** What a stack that gave up did. */
export interface Ended {
  code: number | string;
  output: string;
}

/** Runs a stack that is expected to give up, and answers what it said. */
export function runStack(mode: string, env: Record<string, string | undefined>): Promise<Ended> {
  const child = spawn(process.execPath, [program(), mode], { env: { ...withoutServers(process.env), ...env } });
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

/** The built program, as npm runs it. */
function program(): string {
  return join(workspaceRoot(), 'dist/tools/stack/main.js');
}
