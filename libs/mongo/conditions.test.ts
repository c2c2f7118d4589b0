import { allOf, hasRange } from './conditions';

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

describe('a filter', () => {
  it('has a range as soon as a field is asked for more than one value', () => {
    expect(hasRange({ a: 1, b: new Date(), c: null })).toBe(false);
    expect(hasRange({ a: 1, b: { $in: [1] } })).toBe(true);
    expect(hasRange({ a: 1, $or: [] })).toBe(true);
  });
});
