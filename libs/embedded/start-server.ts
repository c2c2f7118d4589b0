import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnBound, type BoundProcess } from './bound-process';
import { OneLineError } from './one-line-error';
import { freePort, isFree } from './ports';

/** Where an embedded server keeps its data and listens. */
export interface EmbeddedOptions {
  /** Folder of its own; the same folder again brings the same data. */
  dataDir: string;
  /** Default: any free one. */
  port?: number;
}

/** An embedded server that is ready. */
export interface EmbeddedServer extends BoundProcess {
  /** What a client takes: a URL, or host:port. */
  readonly uri: string;
  readonly port: number;
}

/** What differs between the servers. */
export interface Launch {
  /** Its name in messages. */
  name: string;
  uri(port: number): string;
  command(port: number): Promise<{ command: string; args: string[] }> | { command: string; args: string[] };
  env?: NodeJS.ProcessEnv;
  /** Resolves when the server answers, rejects when it does not. */
  probe(uri: string): Promise<unknown>;
}

const readyWithinMs = 60_000;
/** A free port can be taken by somebody else before the server listens on it. */
const tries = 3;

/** Starts a server and waits until it answers. */
export async function startServer(options: EmbeddedOptions, launch: Launch): Promise<EmbeddedServer> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options, launch, options.port ?? (await freePort()));
    } catch (error) {
      if (attempt === tries || options.port !== undefined) throw error;
    }
  }
}

async function startOnce({ dataDir }: EmbeddedOptions, launch: Launch, port: number): Promise<EmbeddedServer> {
  // Otherwise the probe might be answered by the server that has the port, before the new one gives up.
  if (!(await isFree(port))) throw new OneLineError(`${launch.name} cannot start: port ${port} is in use.`);
  const logFile = join(dataDir, 'server.log');
  writeFileSync(logFile, '', { mode: 0o600 });
  const { command, args } = await launch.command(port);
  const child = spawnBound({ command, args, cwd: dataDir, env: { ...baseEnv(dataDir), ...launch.env }, logFile });
  const uri = launch.uri(port);
  const gone = child.exited.then((reason) => {
    throw new OneLineError(`${launch.name} did not start, it ${reason}: ${lastLine(logFile)}`);
  });
  try {
    await Promise.race([gone, untilReady(launch.name, () => launch.probe(uri), readyWithinMs)]);
    return { ...child, uri, port };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** Probes something until it answers. @throws OneLineError with the last fault */
export async function untilReady(name: string, probe: () => Promise<unknown>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return void (await probe());
    } catch (error) {
      if (Date.now() > deadline) throw new OneLineError(`${name} does not answer: ${String(error)}`);
      await delay(50);
    }
  }
}

/** Only what a server needs: neither secrets nor settings of the surroundings reach it. */
function baseEnv(dataDir: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: dataDir, LANG: 'C.UTF-8' };
}

function lastLine(logFile: string): string {
  return readFileSync(logFile, 'utf8').trim().split('\n').at(-1) || 'it printed nothing';
}
