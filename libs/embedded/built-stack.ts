import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawnBound, type BoundProcess } from './bound-process';
import { untilReady } from './start-server';
import { workspaceRoot } from './workspace-root';

/** What stack.json says: where everything is. */
export interface StackFacts {
  gateways: string[];
  apiKey: string;
  organizationId: string;
  ownerUserId: string;
  mongo: string;
  redis: string;
  /** null without Kafka: the services then share a bus in their process. */
  kafka: string | null;
  /** A restarted part has another. */
  pids: Record<string, number>;
  /** Where each service answers its operators. */
  ops: Record<string, string>;
}

/** The built system, started as npm starts it. */
export interface BuiltStack {
  process: BoundProcess;
  /** Until it is ready. @throws with its log when it ends instead */
  ready: Promise<void>;
  /** Rejects with its log once it has ended. */
  ended: Promise<never>;
  /** What stack.json says at this moment; a restarted part has another pid. */
  facts(): StackFacts;
}

/** Starts the built system. `env` is the whole of its environment; DATA_DIR is the folder of its state. */
export function startBuiltStack(options: {
  mode: 'in-process' | 'processes';
  dataDir: string;
  env: NodeJS.ProcessEnv;
  withinMs: number;
}): BuiltStack {
  const { mode, dataDir, env, withinMs } = options;
  const [file, logFile] = [join(dataDir, 'stack.json'), join(dataDir, 'stack.log')];
  // A stack that was killed may have left it, and it tells when this one is ready.
  rmSync(file, { force: true });
  // npm's own variable would tell the stack that npm is its parent.
  const { npm_lifecycle_event: _npm, ...rest } = env;
  const child = spawnBound({
    command: process.execPath,
    args: [join(workspaceRoot(), 'dist/tools/stack/main.js'), mode],
    cwd: workspaceRoot(),
    env: { ...rest, DATA_DIR: dataDir },
    logFile,
  });
  const ended = child.exited.then((reason) => {
    throw new Error(`The stack ${reason}:\n${readFileSync(logFile, 'utf8')}`);
  });
  ended.catch(() => undefined);
  return {
    process: child,
    ready: Promise.race([ended, untilReady('The stack', () => requireFile(file), withinMs)]),
    ended,
    facts: () => JSON.parse(readFileSync(file, 'utf8')) as StackFacts,
  };
}

/** An environment without what would lead to servers that others use, or forbid those that a stack starts for itself. */
export function withoutServers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MONGODB_URI, REDIS_URL, KAFKA_BROKERS, NAMESPACE, NODE_ENV, ...rest } = env;
  return rest;
}

async function requireFile(file: string): Promise<void> {
  if (!existsSync(file)) throw new Error(`There is no ${file} yet.`);
}
