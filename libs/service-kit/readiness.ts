import type { Logger } from './logger';

/** How often is checked, and how many checks of one kind in a row turn the state. */
const every = 1000;
const failuresToFall = 3;
const successesToRise = 2;

/** Whether a service can do its work. */
export interface Readiness {
  ready(): boolean;
  /** Calls back at once with the present state, and on every change. */
  onChange(listener: (ready: boolean) => void): void;
  /** Not ready from now on. */
  stop(): void;
}

/**
 * Watches a check with hysteresis: one lost answer does not take a service out of the load balancer, and one answer
 * does not bring it back. Resolves after the first check, which alone decides how it starts.
 */
export async function watchReadiness(check: () => Promise<boolean>, logger: Logger): Promise<Readiness> {
  const listeners: ((ready: boolean) => void)[] = [];
  let ready = await passes(check);
  let contrary = 0;
  let stopped = false;
  let timer = setTimeout(look, every);

  async function look(): Promise<void> {
    const passed = await passes(check);
    if (stopped) return;
    contrary = passed === ready ? 0 : contrary + 1;
    if (contrary >= (ready ? failuresToFall : successesToRise)) turn(passed);
    timer = setTimeout(look, every);
  }

  function turn(to: boolean): void {
    if (to === ready) return;
    ready = to;
    contrary = 0;
    logger.warn({ ready }, ready ? 'Ready' : 'Not ready');
    for (const listener of listeners) listener(ready);
  }

  return {
    ready: () => ready,
    onChange(listener) {
      listeners.push(listener);
      listener(ready);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      turn(false);
    },
  };
}

async function passes(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await Promise.race([check(), falseAfter(2000)]);
  } catch {
    return false;
  }
}

function falseAfter(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref());
}
