/** Gives back what was taken. */
export type GiveBack = () => void;

interface Waiting {
  organizationId: string;
  go(): void;
}

/**
 * A number of places of which each can be taken by one call at a time, in the order of asking; but no organization has
 * more of them than its share, so that what hangs of one leaves places to the others.
 */
export function createSlots(count: number, mostOfOne: number) {
  const taken = new Map<string, number>();
  const waiting: Waiting[] = [];
  let free = count;

  const takenBy = (organizationId: string) => taken.get(organizationId) ?? 0;
  function add(organizationId: string, change: 1 | -1): void {
    free -= change;
    const now = takenBy(organizationId) + change;
    if (now > 0) taken.set(organizationId, now);
    else taken.delete(organizationId);
  }
  function letIn(): void {
    while (free > 0) {
      const index = waiting.findIndex(({ organizationId }) => takenBy(organizationId) < mostOfOne);
      const [next] = index < 0 ? [] : waiting.splice(index, 1);
      if (!next) return;
      add(next.organizationId, 1);
      next.go();
    }
  }

  return {
    async take(organizationId: string): Promise<GiveBack> {
      await new Promise<void>((go) => {
        waiting.push({ organizationId, go });
        letIn();
      });
      return () => {
        add(organizationId, -1);
        letIn();
      };
    },
  };
}
