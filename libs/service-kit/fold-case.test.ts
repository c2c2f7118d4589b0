import { foldCase } from './fold-case';

describe('folding case', () => {
  it.each([
    ['Sales', 'SALES'],
    ['Straße', 'STRASSE'],
    ['Straße', 'STRAẞE'],
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

  it('makes every character equal to its upper and lower case, and changes nothing when it is done again', () => {
    const wrong = everyCharacter().filter((character) => {
      const folded = foldCase(character);
      return [folded, character.toLowerCase(), character.toUpperCase()].some((same) => foldCase(same) !== folded);
    });
    expect(wrong).toEqual([]);
  });
});

function everyCharacter(): string[] {
  const isHalf = (code: number) => code >= 0xd800 && code <= 0xdfff;
  const codes = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) => !isHalf(code));
  return codes.map((code) => String.fromCodePoint(code));
}
