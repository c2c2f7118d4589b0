import { cut, stretchesOf, type Stretch } from './stretches';

const newest = { field: 'createdAt', direction: -1 } as const;
const byDueDate = { field: 'dueDate', direction: 1 } as const;
const byId = { field: '_id', direction: -1 } as const;
const everything = { within: { $gte: 0 }, valueless: false };

describe('the stretches of a list', () => {
  it('are one without a position', () => {
    expect(stretchesOf(newest, undefined, everything)).toEqual([
      { where: { createdAt: { $gte: 0 } }, sort: { createdAt: -1, _id: -1 } },
    ]);
  });

  it('behind a row are those of its value, and those beyond it', () => {
    expect(stretchesOf(newest, { value: 7, id: 'x' }, everything)).toEqual([
      { where: { createdAt: 7, _id: { $gte: '', $lt: 'x' } }, sort: { _id: -1 } },
      { where: { createdAt: { $gte: 0, $lt: 7 } }, sort: { createdAt: -1, _id: -1 } },
    ]);
  });

  it('end with the rows that have no value', () => {
    const extent = { within: { $gte: -Infinity }, valueless: true };
    expect(stretchesOf(byDueDate, undefined, extent).map(({ where }) => where)).toEqual([
      { dueDate: { $gte: -Infinity } },
      { dueDate: null, _id: { $gte: '' } },
    ]);
    expect(stretchesOf(byDueDate, { value: null, id: 'x' }, extent)).toEqual([
      { where: { dueDate: null, _id: { $gte: 'x\0' } }, sort: { _id: 1 } },
    ]);
  });

  it('stay in the range that is asked for', () => {
    const where = stretchesOf(newest, { value: 7, id: 'x' }, { within: { $gt: 3 }, valueless: false }).at(-1)?.where;
    expect(where).toEqual({ createdAt: { $gt: 3, $lt: 7 } });
  });

  it('are one in the order of ids', () => {
    expect(stretchesOf(byId, { value: 'x', id: 'x' }, { within: { $gte: 'a' }, valueless: false })).toEqual([
      { where: { _id: { $gte: 'a', $lt: 'x' } }, sort: { _id: -1 } },
    ]);
  });
});

describe('a stretch cut at a row', () => {
  const stretch = { where: { dueDate: { $gt: 1, $lt: 9 } }, sort: { dueDate: 1, _id: 1 } } as const;
  const wheres = (parts: Stretch[]) => parts.map(({ where }) => where);

  it('keeps rows of one value together', () => {
    expect(wheres(cut(stretch, byDueDate, { value: 5, id: 'x' }, false))).toEqual([
      { dueDate: { $gt: 1, $lt: 5 } },
      { dueDate: { $gte: 5, $lt: 9 } },
    ]);
  });

  it('puts many rows of one value into a stretch through their ids', () => {
    expect(cut(stretch, byDueDate, { value: 5, id: 'x' }, true)).toEqual([
      { where: { dueDate: { $gt: 1, $lt: 5 } }, sort: stretch.sort },
      { where: { dueDate: 5, _id: { $gte: '' } }, sort: { _id: 1 } },
      { where: { dueDate: { $gte: 6, $lt: 9 } }, sort: stretch.sort },
    ]);
  });

  it('that runs through the ids of rows of one value is cut at the id', () => {
    const tied = { where: { dueDate: 5, _id: { $gte: 'a' } }, sort: { _id: -1 } } as const;
    expect(wheres(cut(tied, { ...byDueDate, direction: -1 }, { value: 5, id: 'x' }, true))).toEqual([
      { dueDate: 5, _id: { $gte: 'x' } },
      { dueDate: 5, _id: { $gte: 'a', $lt: 'x' } },
    ]);
  });
});
