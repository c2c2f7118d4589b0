import fc from 'fast-check';
import { foldCase } from '@fileonion/service-kit';
import { titleHolds, titlePartsOf } from './title-search';

/** What MongoDB makes of the condition, by code points, as its strings are ordered. */
function matches(title: string, text: string): boolean {
  const { titleParts, titleText } = titleHolds(text) as {
    titleParts: { $elemMatch: { $gte: string; $lt: string } };
    titleText?: { $regex: string };
  };
  const { $gte, $lt } = titleParts.$elemMatch;
  const inRange = (part: string) => compare(part, $gte) >= 0 && compare(part, $lt) < 0;
  return (
    titlePartsOf(title).some(inRange) && (titleText === undefined || new RegExp(titleText.$regex).test(foldCase(title)))
  );
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const text = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'aAßéΣςσИ漢.*+(\\ 😀\u{10FFFF}'), minLength: 1, maxLength });

describe('searching titles', () => {
  it('finds a text exactly where the folded title contains it', () => {
    fc.assert(
      fc.property(text(40), text(20), (title, q) => matches(title, q) === foldCase(title).includes(foldCase(q))),
      { numRuns: 2000 },
    );
  });

  it('finds every part of a title', () => {
    const parts = fc.tuple(text(60), fc.nat(), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(parts, ([title, from, length]) => {
        const letters = [...title];
        const start = from % letters.length;
        return matches(
          title,
          letters
            .slice(start, start + length)
            .join('')
            .normalize(),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
