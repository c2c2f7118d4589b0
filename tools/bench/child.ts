import { fork } from 'node:child_process';
import type { Answer, Memory, Question, Usage } from './child-role';

/** A process of its own, so that its CPU can be told from that of callers and receivers. */
export interface Child {
  ask<T>(name: string, argument?: unknown): Promise<T>;
  usage(): Promise<Usage>;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

const stopMs = 20_000;

// The heap that Node allows itself in a container of 512 MiB, which is what a service is given in `deploy/kubernetes`:
// without a limit V8 lets garbage pile up, the more the larger the machine.
const execArgv = ['--max-old-space-size=256', '--expose-gc'];

/** Starts this program once more, in a role. */
export function startChild(role: string): Child {
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = fork(process.argv[1]!, ['child', role], { serialization: 'advanced', env, execArgv });
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let asked = 0;

  child.on('message', ({ id, value, error }: Answer) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) waiter?.resolve(value as never);
    else waiter?.reject(new Error(error));
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      waiting.forEach(({ reject }) => reject(new Error(`${role} has ended: ${signal ?? code}`)));
      resolve();
    });
  });

  function ask<T>(name: string, argument?: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      child.send({ id: asked, name, argument } satisfies Question);
    });
  }

  return {
    ask,
    usage: () => ask<Usage>('usage'),
    memory: () => ask<Memory>('memory'),
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ask('stop').catch(() => undefined);
      if (child.connected) child.disconnect();
      await exited;
      clearTimeout(timer);
    },
  };
}
