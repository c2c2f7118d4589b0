import fc from 'fast-check';
import { merge, type JsonObject } from './merge';

describe('laying one JSON object over another', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>;

  it('merges objects at every depth and replaces everything else', () => {
    const under = { a: { b: { c: 1, d: 2 }, list: [1, 2] }, kept: null, text: 'x' };
    const over = { a: { b: { d: 3, e: [{}] }, list: [9] }, text: { now: 'an object' } };
    expect(merge(under, over)).toEqual({
      a: { b: { c: 1, d: 3, e: [{}] }, list: [9] },
      kept: null,
      text: { now: 'an object' },
    });
  });

  it('sets null where the upper one says null', () => {
    expect(merge({ a: { b: 1 } }, { a: null })).toEqual({ a: null });
  });

  it('leaves everything that the upper one does not name', () => {
    fc.assert(
      fc.property(objects, objects, (under, over) => {
        const merged = merge(under, over);
        expect(Object.keys(merged).sort()).toEqual([...new Set([...Object.keys(under), ...Object.keys(over)])].sort());
        for (const name of Object.keys(under))
          if (!Object.hasOwn(over, name)) expect(merged[name]).toEqual(under[name]);
      }),
    );
  });

  it('makes of everything that is no object what the upper one says', () => {
    fc.assert(
      fc.property(objects, objects, (under, over) => {
        const merged = merge(under, over);
        for (const [name, value] of Object.entries(over)) {
          if (value === null || typeof value !== 'object' || Array.isArray(value)) expect(merged[name]).toEqual(value);
        }
      }),
    );
  });

  it('changes nothing when nothing is laid over, or the same, or twice', () => {
    fc.assert(
      fc.property(objects, objects, (under, over) => {
        expect(merge(under, {})).toEqual(under);
        expect(merge(under, under)).toEqual(under);
        const once = merge(under, over);
        expect(merge(once, over)).toEqual(once);
      }),
    );
  });

  it('leaves its arguments alone, and the prototype of all objects', () => {
    const under = JSON.parse('{"__proto__": {"a": 1}, "constructor": {"b": 1}}');
    const over = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"c": 2}}');
    const before = JSON.stringify([under, over]);
    expect(JSON.parse(JSON.stringify(merge(under, over)))).toEqual(
      JSON.parse('{"__proto__": {"a": 1, "polluted": true}, "constructor": {"b": 1, "c": 2}}'),
    );
    expect(JSON.stringify([under, over])).toBe(before);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
