import { readConfig } from './config';
import { listOf, namedSecrets, wholeNumber } from './config-validators';

const bytes = Buffer.alloc(32, 0xfb);

test.each(['base64', 'base64url'] as const)('secrets with ids are read in %s, in their order', (alphabet) => {
  expect(
    namedSecrets(`2026-new:${bytes.toString(alphabet)}, old_1:${bytes.toString(alphabet)} `, { bytes: 32 }),
  ).toEqual([
    { id: '2026-new', secret: bytes },
    { id: 'old_1', secret: bytes },
  ]);
});

test('secrets have the length that is asked for, or are longer where they may be', () => {
  const longer = `1:${Buffer.alloc(48).toString('base64')}`;
  expect(namedSecrets(longer, { bytes: 32, orMore: true })).toHaveLength(1);
  expect(() => namedSecrets(longer, { bytes: 32 })).toThrow('is not a list of id:base64, each of 32 bytes.');
  expect(() => namedSecrets('1:c2hvcnQ=', { bytes: 32, orMore: true })).toThrow('each of 32 bytes or more.');
});

test('a whole number has a most, no sign, no fraction and no zero in front', () => {
  const spec = { COUNT: wholeNumber(9999)() };
  expect(readConfig(spec, { COUNT: '9999' })).toEqual({ COUNT: 9999 });
  for (const COUNT of ['0', '10000', '-1', '+1', '1.5', '1e3', '01', ' 1', 'x']) {
    expect(() => readConfig(spec, { COUNT })).toThrow('COUNT: is not a whole number between 1 and 9999.');
  }
});

test('a list has neither blanks around its entries nor empty ones', () => {
  expect(listOf(' a, b,,c ,')).toEqual(['a', 'b', 'c']);
  expect(listOf('')).toEqual([]);
});
