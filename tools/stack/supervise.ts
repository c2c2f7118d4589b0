import { setTimeout as delay } from 'node:timers/promises';
import { say } from '@fileonion/embedded';
import type { BoundProcess } from '@fileonion/embedded';

/** A part that is a process of its own. */
export interface Part<T extends BoundProcess> {
  name: string;
  /** Starts it, at the same address each time, and waits until it is ready. */
  start(): Promise<T>;
  /** Called with the pid of the first and of every later process. */
  onPid(pid: number): void;
}

/** A part that is started again whenever it dies. */
export interface Supervised<T> {
  readonly first: T;
  stop(): Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 5000;
/** Who lived this long gets the short pause again. */
const steadyMs = 30_000;

/** Starts a part; when it dies later it is started again, after pauses that grow while it keeps dying. */
export async function supervise<T extends BoundProcess>(part: Part<T>): Promise<Supervised<T>> {
  const stopping = new AbortController();
  const first = await part.start();
  part.onPid(first.pid);
  let current: BoundProcess | undefined = first;
  const watching = watch();
  return {
    first,
    async stop() {
      stopping.abort();
      await current?.stop();
      await watching;
    },
  };

  async function watch(): Promise<void> {
    let [pause, since] = [firstPauseMs, Date.now()];
    for (;;) {
      const reason = current ? await current.exited : 'did not start';
      if (stopping.signal.aborted) return;
      if (Date.now() - since > steadyMs) pause = firstPauseMs;
      say(`${part.name} ${reason}; it is started again.`);
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      [pause, since] = [Math.min(pause * 2, longestPauseMs), Date.now()];
      current = await restart();
    }
  }

  async function restart(): Promise<BoundProcess | undefined> {
    try {
      const next = await part.start();
      part.onPid(next.pid);
      if (stopping.signal.aborted) await next.stop();
      return next;
    } catch (error) {
      say(`${part.name}: ${(error as Error).message}`);
      return undefined;
    }
  }
}
