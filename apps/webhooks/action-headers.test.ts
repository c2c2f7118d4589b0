import fc from 'fast-check';
import { faultsOfHeaders, headersFrom } from './action-headers';

const codesOf = (given: Record<string, unknown>, stored: Record<string, string> = {}) =>
  faultsOfHeaders(given, stored).map(({ pointer, code }) => [pointer, code]);

describe('the headers of an action', () => {
  it.each([
    'Host',
    'content-length',
    'Transfer-Encoding',
    'CONNECTION',
    'Keep-Alive',
    'Upgrade',
    'TE',
    'Trailer',
    'Expect',
    'Proxy-Authorization',
    'X-FileOnion-Delivery',
  ])('cannot be %s', (name) => {
    expect(codesOf({ [name]: 'x' })).toEqual([[`/headers/${name}`, 'forbidden_header']]);
  });

  it('are refused each by its own pointer', () => {
    const given = {
      'a b': 'x',
      'a/~': '1',
      'X-Line': 'a\r\nHost: b',
      'X-Long': 'x'.repeat(4097),
      'X-Number': 1,
      'x-line': 'a',
    };
    expect(codesOf(given)).toEqual([
      ['/headers/a b', 'invalid_format'],
      ['/headers/a~1~0', 'invalid_format'],
      ['/headers/X-Line', 'invalid_characters'],
      ['/headers/X-Long', 'too_long'],
      ['/headers/X-Number', 'invalid_type'],
      ['/headers/x-line', 'duplicate'],
    ]);
  });

  it('are at most 20', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`X-${n}`, '']));
    expect(codesOf(many(20))).toEqual([]);
    expect(codesOf(many(21))).toEqual([['/headers', 'too_many']]);
  });

  it('keep a stored value under null, whatever the case of the name, and need one where none is stored', () => {
    const stored = { 'X-Key': 'secret', 'X-Gone': 'x' };
    expect(codesOf({ 'x-key': null, 'X-New': null }, stored)).toEqual([['/headers/X-New', 'required']]);
    expect(headersFrom({ 'x-key': null, 'X-Other': '1' }, stored)).toEqual({ 'x-key': 'secret', 'X-Other': '1' });
  });

  it('are accepted only as they can be sent', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (given) => {
        if (codesOf(given).length) return;
        // As entries: read as a record, `__proto__` would be lost before it is judged.
        const sent = new Headers(Object.entries(given));
        for (const [name, value] of Object.entries(given))
          expect(sent.get(name)).toBe(value.replace(/^[\t ]+|[\t ]+$/g, ''));
      }),
    );
  });
});
