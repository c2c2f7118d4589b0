import { observe, type Hysteresis } from './hysteresis';
import type { Logger } from './logger';

const everyMs = 1000;
const checkMs = 2000;

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
  let state: Hysteresis = { ready: await passes(check), contrary: 0 };
  let stopped = false;
  let timer = setTimeout(look, everyMs).unref();

  async function look(): Promise<void> {
    const passed = await passes(check);
    if (stopped) return;
    enter(observe(state, passed));
    timer = setTimeout(look, everyMs).unref();
  }

  function enter(next: Hysteresis): void {
    const turned = next.ready !== state.ready;
    state = next;
    if (!turned) return;
    logger.warn({ ready: next.ready }, next.ready ? 'Ready' : 'Not ready');
    for (const listener of listeners) listener(next.ready);
  }

  return {
    ready: () => state.ready,
    onChange(listener) {
      listeners.push(listener);
      listener(state.ready);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      enter({ ready: false, contrary: 0 });
    },
  };
}

async function passes(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await Promise.race([check(), falseAfter(checkMs)]);
  } catch {
    return false;
  }
}

function falseAfter(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms).unref());
}
