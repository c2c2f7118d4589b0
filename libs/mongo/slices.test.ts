import fc from 'fast-check';
import type { Position } from './cursor';
import { landmarkOf, rowsApart } from './landmarks';
import { slicesOf, type Slicing } from './slices';
import { stretchesOf, type Order, type Stretch } from './stretches';

interface Row {
  _id: string;
  value: number | null;
}

// Ends of ids decide about landmarks: a list of a few rows has as many as one of thousands.
const ends = fc.constantFrom('000', '100', '040', '080', '001', '002');

describe('the slices of a list', () => {
  const rowsOf = fc
    .array(fc.tuple(fc.option(fc.integer({ min: 0, max: 3 })), ends), { maxLength: 40 })
    .map((all) => all.map(([value, end], n) => ({ value, _id: `${String(n).padStart(3, '0')}${end}` })));

  it('hold every row behind a position once, in the order of the list, whatever is wanted', async () => {
    const property = fc.asyncProperty(
      rowsOf,
      fc.constantFrom('value', '_id'),
      fc.constantFrom(1 as const, -1 as const),
      fc.option(fc.nat({ max: 39 })),
      fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1 }),
      async (rows, field, direction, behind, wants) => {
        const order = { field, direction };
        const sorted = inOrder(rows, order);
        const at = behind === null ? -1 : Math.min(behind, sorted.length - 1);
        const after = at < 0 ? undefined : positionOf(sorted[at]!, order);
        const read: Row[] = [];
        for (const stretch of stretchesOf(order, after, { within: rangeOf(field), valueless: field === 'value' }))
          for await (const slice of slicesOf(slicingOf(rows, order, wants), stretch))
            read.push(...rowsIn(rows, slice.stretch, order));
        expect(read.map(({ _id }) => _id)).toEqual(sorted.slice(at + 1).map(({ _id }) => _id));
      },
    );
    await fc.assert(property, { numRuns: 2000 });
  });

  it('hold about as many rows as are wanted, of any number, also where all have one value', async () => {
    for (const values of [1, 4, 50_000]) {
      const rows = Array.from({ length: 50_000 }, (_, n) => ({ _id: idOf(n), value: n % values }));
      const order: Order = { field: 'value', direction: -1 };
      const sizes: number[] = [];
      for (const stretch of stretchesOf(order, undefined, { within: { $gte: 0 }, valueless: false }))
        for await (const { stretch: part } of slicesOf(slicingOf(rows, order, [51]), stretch)) {
          sizes.push(rowsIn(rows, part, order).length);
          if (sizes.length === 20) break;
        }
      expect(Math.max(...sizes)).toBeLessThan(rowsApart(2));
    }
  });
});

/** Ids of which one in 16 is a landmark, as by chance but the same in every run. */
function idOf(n: number): string {
  const mixed = Math.imul(n ^ (n >>> 7), 0x9e3779b1) >>> 8;
  return String(n).padStart(6, '0') + (mixed % 4096).toString(16).padStart(3, '0');
}

function slicingOf(rows: Row[], order: Order, wants: number[]): Slicing {
  let asked = 0;
  return {
    order,
    landmarks: async (stretch, level) =>
      rowsIn(rows, stretch, order)
        .filter(({ _id }) => landmarkOf(_id) === level)
        .map((row) => positionOf(row, order)),
    wanted: () => wants[(asked += 1) % wants.length]!,
  };
}

function rangeOf(field: string) {
  return { $gte: field === 'value' ? -Infinity : '' };
}

function rowsIn(rows: Row[], { where }: Stretch, order: Order): Row[] {
  const holds = (row: Row) =>
    Object.entries(where).every(([name, condition]) => isWithin(row[name as keyof Row], condition));
  return inOrder(rows.filter(holds), order);
}

function isWithin(value: string | number | null, condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return value === condition;
  return Object.entries(condition).every(([operator, bound]) => {
    if (value === null) return false;
    if (operator === '$gt') return value > bound;
    if (operator === '$gte') return value >= bound;
    if (operator === '$lt') return value < bound;
    return operator === '$lte' && value <= bound;
  });
}

/** Rows without a value last. */
function inOrder(rows: Row[], { field, direction }: Order): Row[] {
  const byId = (a: Row, b: Row) => (a._id < b._id ? -direction : direction);
  if (field === '_id') return [...rows].sort(byId);
  const key = ({ value }: Row) => (value === null ? Infinity : direction * value);
  return [...rows].sort((a, b) => (key(a) === key(b) ? byId(a, b) : key(a) - key(b)));
}

function positionOf(row: Row, { field }: Order): Position {
  return { value: row[field as keyof Row], id: row._id };
}
