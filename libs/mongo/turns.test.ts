import { createTurns } from './turns';

const settled = () => new Promise(setImmediate);

describe('turns', () => {
  const never = new AbortController().signal;

  it('come one after another in the order of asking, and independently of those of another name', async () => {
    const turns = createTurns();
    const begun: string[] = [];
    const ask = (name: string, who: string, signal = never) =>
      turns.take(name, signal).then((end) => {
        begun.push(who);
        return end;
      });
    const first = ask('a', 'first');
    const second = ask('a', 'second');
    void ask('b', 'other');
    await settled();
    expect(begun).toEqual(['first', 'other']);
    (await first)();
    await second;
    expect(begun).toEqual(['first', 'other', 'second']);
  });

  it('do not begin early when one that waits gives up', async () => {
    const turns = createTurns();
    const end = await turns.take('a', never);
    const impatient = new AbortController();
    const second = turns.take('a', impatient.signal);
    let begun = false;
    const third = turns.take('a', never).then(() => (begun = true));
    impatient.abort();
    (await second)();
    await settled();
    expect(begun).toBe(false);
    end();
    await third;
  });
});
