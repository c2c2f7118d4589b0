import { createSlots, type GiveBack } from './slots';

/** Asks for places, and notes who has got one. */
function asking(count: number, mostOfOne: number) {
  const slots = createSlots(count, mostOfOne);
  const got: string[] = [];
  return {
    got,
    async ask(...organizationIds: string[]): Promise<Promise<GiveBack>[]> {
      const taken = organizationIds.map((id) => slots.take(id));
      for (const [index, place] of taken.entries()) void place.then(() => got.push(organizationIds[index]!));
      await new Promise(setImmediate);
      return taken;
    },
  };
}

describe('places', () => {
  it('are given in the order of asking while there are any', async () => {
    const { ask, got } = asking(2, 2);
    const [first] = await ask('a', 'b', 'c', 'd');
    expect(got).toEqual(['a', 'b']);
    (await first)!();
    await ask();
    expect(got).toEqual(['a', 'b', 'c']);
  });

  it('are left to others by an organization that has its share, which has the next when it gives one back', async () => {
    const { ask, got } = asking(3, 2);
    const [first] = await ask('a', 'a', 'a', 'b');
    expect(got).toEqual(['a', 'a', 'b']);
    await ask('b');
    (await first)!();
    await ask();
    expect(got).toEqual(['a', 'a', 'b', 'a']);
  });
});
