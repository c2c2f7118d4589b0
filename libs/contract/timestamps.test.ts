import fc from 'fast-check';
import { textToTimestamp, timestampToText } from './timestamps';

function normalized(text: string): string | undefined {
  const parts = textToTimestamp(text);
  return parts && timestampToText(parts);
}

test.each([
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31t12:00:00z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00.5+05:30', '2026-01-31T06:30:00.500Z'],
  ['2026-01-31T23:30:00-01:00', '2026-02-01T00:30:00.000Z'],
  ['1969-12-31T23:59:59.999999999Z', '1969-12-31T23:59:59.999Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
])('%s is the moment %s', (text, moment) => {
  expect(normalized(text)).toBe(moment);
});

test.each([
  '2026-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-10T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00',
  '2026-01-01T00:00:00+24:00',
  '2026-01-01 00:00:00Z',
  '2026-01-01',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  '1767225600',
  '',
])('%p names no moment', (text) => {
  expect(textToTimestamp(text)).toBeUndefined();
});

test('every moment from year 1 to 9999 survives being written and read', () => {
  const moments = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(fc.property(moments, (moment) => expect(normalized(moment.toISOString())).toBe(moment.toISOString())));
});

test('no text makes the reader throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void textToTimestamp(text)));
});
