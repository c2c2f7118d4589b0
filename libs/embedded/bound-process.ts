import { spawn, type SpawnOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { OneLineError } from './one-line-error';

/** What to run. */
export interface BoundProcessOptions {
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** File that takes what it prints, added at its end. */
  logFile: string;
}

/** A child process that cannot outlive this one. */
export interface BoundProcess {
  readonly pid: number;
  /** Resolves when it has ended, with the reason in words. */
  readonly exited: Promise<string>;
  /** Asks it to end, waits a bounded time, then kills it. */
  stop(): Promise<void>;
}

/** Runs inside the child: when the parent died before it was bound to it, it goes as well. $0 is the parent's pid. */
const startIfParentLives = '[ "$PPID" = "$0" ] && exec "$@"';

/** Starts a child process that the kernel kills when this process ends in any way, kill -9 included. */
export function spawnBound({ command, args, cwd, env, logFile }: BoundProcessOptions): BoundProcess {
  if (process.platform !== 'linux') {
    throw new OneLineError('Child processes are bound to their parent on Linux only.');
  }
  const log = openSync(logFile, 'a', 0o600);
  const bound = ['--pdeathsig', 'KILL', '--', '/bin/sh', '-c', startIfParentLives, String(process.pid)];
  // In a group of its own, since a Ctrl-C goes to the whole group of the terminal: stores would end before who uses them.
  const options = { cwd, env, detached: true, stdio: ['ignore', log, log] } satisfies SpawnOptions;
  const child = spawn('setpriv', [...bound, command, ...args], options);
  closeSync(log);

  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be run (${error.message})`));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  return {
    pid: child.pid ?? 0,
    exited,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(timer);
    },
  };
}
