import { slicesOf, stretchesOf, type Stretch } from './stretches';

const newest = { field: 'createdAt', direction: -1 } as const;
const byDueDate = { field: 'dueDate', direction: 1 } as const;

describe('the stretches of a list', () => {
  it('are one without a position', () => {
    expect(stretchesOf(newest, undefined, undefined)).toEqual([{ where: {}, sort: { createdAt: -1, _id: -1 } }]);
  });

  it('behind a row are those of its value, and those beyond it', () => {
    expect(stretchesOf(newest, { value: 7, id: 'x' }, undefined)).toEqual([
      { where: { createdAt: 7, _id: { $lt: 'x' } }, sort: { _id: -1 } },
      { where: { createdAt: { $lt: 7 } }, sort: { createdAt: -1, _id: -1 } },
    ]);
  });

  it('end with the rows that have no value', () => {
    expect(stretchesOf(byDueDate, undefined, -Infinity).map(({ where }) => where)).toEqual([
      { dueDate: { $gte: -Infinity } },
      { dueDate: null },
    ]);
    expect(stretchesOf(byDueDate, { value: null, id: 'x' }, -Infinity)).toEqual([
      { where: { dueDate: null, _id: { $gt: 'x' } }, sort: { _id: 1 } },
    ]);
  });
});

describe('the slices of a list by running numbers', () => {
  const inSlice = (number: number, { where }: Stretch) => {
    const range = where['number'] as Record<'$gt' | '$gte' | '$lt' | '$lte', number | undefined>;
    const { $gt = -1, $gte = -1, $lt = Infinity, $lte = Infinity } = range;
    return number > $gt && number >= $gte && number < $lt && number <= $lte;
  };

  it.each([
    [1, undefined],
    [-1, undefined],
    [1, 5000],
    [-1, 5000],
  ] as const)('hold in direction %d behind %s every number once, the nearest first', (direction, after) => {
    const slices = slicesOf({ field: 'number', direction }, after, { highest: 9000, count: 51 });
    const all = Array.from({ length: 9000 }, (_, n) => (direction === 1 ? n + 1 : 9000 - n));
    const behind = all.filter((n) => after === undefined || (direction === 1 ? n > after : n < after));
    expect(slices.flatMap((slice) => all.filter((number) => inSlice(number, slice)))).toEqual(behind);
    expect(slices.length).toBeLessThan(6);
  });

  it('are none of an organization that has nothing', () => {
    expect(slicesOf({ field: 'number', direction: -1 }, undefined, { highest: 0, count: 51 })).toEqual([]);
  });
});
