/** Runs at most a few pieces of work at a time; the others wait in their order. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Keeps what is dear from being done more often than it can be, at once. */
export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;

  return async (work) => {
    if (inside === width) await new Promise<void>((enter) => waiting.push(enter));
    else inside += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}
