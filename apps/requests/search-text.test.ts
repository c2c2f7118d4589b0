import fc from 'fast-check';
import { foldCase } from '@fileonion/service-kit';
import { holds, searchTextOf } from './search-text';

function finds(stored: string, text: string): boolean {
  return new RegExp(holds(text).$regex, 'u').test(searchTextOf([stored]));
}

test('search ignores case in every script', () => {
  expect(finds('Straße der Einheit', 'STRASSE')).toBe(true);
  expect(finds('GROẞE STRAẞE', 'große straße')).toBe(true);
  expect(finds('ΟΔΟΣ ΑΘΗΝΑΣ', 'οδος')).toBe(true);
  expect(finds('Żółw', 'żÓŁW')).toBe(true);
});

test('search ignores how a letter is composed', () => {
  expect(finds('Cafe\u0301', 'café')).toBe(true);
});

test('what is searched for is text and never a pattern', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (text, around) => {
      const stored = searchTextOf([around + text + around]);
      expect(new RegExp(holds(text).$regex).test(stored)).toBe(stored.includes(foldCase(text)));
    }),
  );
  expect(finds('Acme', '.*')).toBe(false);
  expect(finds('a.c', 'a.c')).toBe(true);
});

test('nothing is found across the border of two texts', () => {
  expect(new RegExp(holds('b c').$regex).test(searchTextOf(['a b', 'c d']))).toBe(false);
});
