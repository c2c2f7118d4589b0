import { isDeepStrictEqual } from 'node:util';
import type { Position } from './cursor';
import { highestLevel, rowsApart } from './landmarks';
import { cut, runsThroughValues, type Order, type Stretch } from './stretches';

/** A stretch that is read at once. */
export interface Slice {
  stretch: Stretch;
  /** How many rows it holds, about. */
  rows: number;
}

/** What slicing asks its reader. */
export interface Slicing {
  order: Order;
  /** The landmarks of a level in a stretch, in the order of the list. */
  landmarks(stretch: Stretch, level: number): Promise<Position[]>;
  /** How many more rows have to be looked at, about. */
  wanted(): number;
}

// Landmarks come by chance, and a slice too short costs another read.
const margin = 1.5;

/**
 * A stretch in slices of as many rows as are wanted, in the order of the list and without a gap. Far landmarks are looked
 * at first, and near ones between two of them, so that finding a slice costs the same however much a list holds.
 */
export async function* slicesOf(slicing: Slicing, stretch: Stretch, level = highestLevel): AsyncGenerator<Slice> {
  const marks = await slicing.landmarks(stretch, level);
  let rest = stretch;
  let passed = 0;
  for (;;) {
    const at = passed + Math.ceil((margin * slicing.wanted()) / rowsApart(level)) - 1;
    const mark = marks[at];
    if (!mark) break;
    const hasItsValue = (n: number) => runsThroughValues(stretch) && isDeepStrictEqual(marks[n]?.value, mark.value);
    const parts = cut(rest, slicing.order, mark, hasItsValue(at - 1) || hasItsValue(at + 1));
    yield* finer(slicing, parts[0]!, (at + 1 - passed) * rowsApart(level), level);
    // Rows of one value may be most of the list.
    if (parts.length === 3) yield* slicesOf(slicing, parts[1]!, level);
    rest = parts.at(-1)!;
    passed = at + 1;
    while (hasItsValue(passed)) passed += 1;
  }
  yield* finer(slicing, rest, (marks.length - passed + 1) * rowsApart(level), level);
}

async function* finer(slicing: Slicing, stretch: Stretch, rows: number, level: number): AsyncGenerator<Slice> {
  if (level === 1 || rows <= 2 * slicing.wanted()) yield { stretch, rows };
  else yield* slicesOf(slicing, stretch, level - 1);
}
