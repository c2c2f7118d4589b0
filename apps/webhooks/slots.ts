/** Gives back what was taken. */
export type GiveBack = () => void;

/** A number of places of which each can be taken by one at a time, in the order of asking. */
export function createSlots(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  const giveBack = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return {
    async take(): Promise<GiveBack> {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return giveBack;
    },
  };
}
