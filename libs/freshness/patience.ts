/** Waits for something, but no longer than its time; then it rejects. */
export type Patience = <T>(awaited: Promise<T>) => Promise<T>;

interface Waiting {
  until: number;
  giveUp(): void;
}

const stepMs = 100;

/**
 * Patience of so many milliseconds in which this process ran. Those in which it was held up, by its own work or by that of
 * other processes, do not count but for one step: what was answered meanwhile could not be read.
 */
export function createPatience(milliseconds: number): Patience {
  const waiting = new Set<Waiting>();
  let steps = 0;
  let timer: NodeJS.Timeout | undefined;

  // However late it comes, it comes once.
  function step(): void {
    steps += 1;
    for (const { until, giveUp } of waiting) {
      if (until > steps) break;
      giveUp();
    }
  }

  function end(one: Waiting): void {
    waiting.delete(one);
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return async (awaited) => {
    const over = Promise.withResolvers<never>();
    // The first step may come at once.
    const until = steps + Math.ceil(milliseconds / stepMs) + 1;
    const one = { until, giveUp: () => over.reject(new Error(`No answer within ${milliseconds} ms.`)) };
    waiting.add(one);
    timer ??= setInterval(step, stepMs);
    try {
      return await Promise.race([awaited, over.promise]);
    } finally {
      end(one);
    }
  };
}

/** How long Redis may take. */
export const redisPatience = createPatience(1_000);
