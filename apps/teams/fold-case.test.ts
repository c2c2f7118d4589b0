import fc from 'fast-check';
import { foldCase } from './fold-case';

describe('folding case', () => {
  it.each([
    ['Sales', 'SALES'],
    ['Straße', 'STRASSE'],
    ['Ärzte', 'a\u0308rzte'],
    ['ﬁnance', 'FINANCE'],
    ['ΟΔΟΣ', 'οδος'],
    ['Ｓａｌｅｓ', 'sales'],
  ])('makes %s and %s equal', (one, other) => {
    expect(foldCase(one)).toBe(foldCase(other));
  });

  it('keeps different letters apart', () => {
    expect(foldCase('Büro')).not.toBe(foldCase('Buro'));
  });

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(foldCase(foldCase(text))).toBe(foldCase(text))),
    );
  });
});
