import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, workspaceRoot } from '@fileonion/embedded';
import { eventually } from '@fileonion/testing';
import { composeApps } from './compose';

/** The six apps as images run them, on the servers of the test run. */
export interface RunningBundles {
  /** Address of the API. */
  gateway: string;
  /** Where an app tells operators how it is. */
  opsUrl(app: string, path: string): string;
  /** Runs a command of an app, and gives what it prints. */
  command(app: string, ...args: string[]): string;
  /** Stops them, and gives their exit codes. */
  stop(): Promise<(number | null)[]>;
}

const apps = composeApps();

/**
 * Starts the bundles from a folder without packages, with the environment that docker-compose.yml gives them: only its
 * host names and ports are mapped to those of this machine.
 */
export async function startBundles(): Promise<RunningBundles> {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  const ports: Ports = {};
  for (const [name] of apps) {
    ports[name] = { port: await freePort(), ops: await freePort() };
    copyFileSync(join(workspaceRoot(), `dist/apps/${name}/main.js`), join(folder, `${name}.js`));
  }
  const environments = new Map(apps.map(([name, { environment }]) => [name, local(name, environment ?? {}, ports)]));
  let output = '';
  const children = apps.map(([name]) => {
    const child = spawn(process.execPath, [`${name}.js`], { cwd: folder, env: environments.get(name) });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
    return child;
  });
  const opsUrl = (app: string, path: string) => `http://127.0.0.1:${ports[app]!.ops}${path}`;
  await eventually(() => Promise.all(apps.map(([name]) => expectReady(opsUrl(name, '/readyz')))), {
    within: 60_000,
  }).catch((cause) => {
    children.forEach((child) => child.kill('SIGKILL'));
    throw new Error(output.slice(-4000), { cause });
  });

  return {
    gateway: `http://127.0.0.1:${ports['gateway']!.port}`,
    opsUrl,
    command(app, ...args) {
      const options = { cwd: folder, env: environments.get(app), encoding: 'utf8', timeout: 30_000 } as const;
      return execFileSync(process.execPath, [`${app}.js`, ...args], options);
    },
    async stop() {
      children.forEach((child) => child.kill('SIGTERM'));
      await eventually(() => expect(children.filter(isRunning)).toEqual([]), { within: 30_000 });
      rmSync(folder, { recursive: true, force: true });
      return children.map(({ exitCode }) => exitCode);
    },
  };
}

type Ports = Record<string, { port: number; ops: number }>;

const namespace = `compose-${process.pid}-${Date.now()}`;

function local(name: string, environment: Record<string, string>, ports: Ports): NodeJS.ProcessEnv {
  const mapped = Object.entries(environment).map(([key, value]) => {
    const service = /^(\w+)_ADDRESS$/.exec(key)?.[1]?.toLowerCase();
    return [key, service ? `127.0.0.1:${ports[service]!.port}` : (stores[key] ?? value)];
  });
  const { port, ops } = ports[name]!;
  const own = { NAMESPACE: namespace, HOST: '127.0.0.1', PORT: `${port}`, OPS_PORT: `${ops}` };
  return { ...Object.fromEntries(mapped), NODE_ENV: 'production', ...own };
}

const stores: Record<string, string | undefined> = {
  MONGODB_URI: process.env['MONGODB_URI'],
  REDIS_URL: process.env['REDIS_URL'],
  KAFKA_BROKERS: process.env['KAFKA_BROKERS'],
};

async function expectReady(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`${url} is not ready`);
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
