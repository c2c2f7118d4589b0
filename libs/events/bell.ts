/** Lets a loop that polls be woken. A ring between two waits is not lost. */
export function createBell() {
  let ring = () => {};
  let heard = false;
  return {
    /** Ends the wait of `rung`, or the next one. */
    ring(): void {
      heard = true;
      ring();
    },
    /** Waits for a ring, or for so long. */
    async rung(withinMs: number): Promise<void> {
      if (!heard) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, withinMs);
          ring = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      heard = false;
    },
  };
}
