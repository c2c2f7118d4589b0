import { allOf, stretchesOf } from './stretches';

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

describe('all of several conditions', () => {
  it('are joined field by field', () => {
    const conditions = [{ a: 1, b: { $gt: 1 } }, { b: { $lt: 5 } }, { c: 'x' }];
    expect(allOf(conditions)).toEqual({ a: 1, b: { $gt: 1, $lt: 5 }, c: 'x' });
  });

  it('keep apart what one field cannot say at once', () => {
    const conditions = [{ a: 1, b: { $gt: 1 } }, { a: 2 }, { b: { $gt: 3 } }, { $and: [{ c: 1 }] }];
    expect(allOf(conditions)).toEqual({ a: 1, b: { $gt: 1 }, $and: [{ a: 2 }, { b: { $gt: 3 } }, { c: 1 }] });
  });
});
