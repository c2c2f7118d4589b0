import fc from 'fast-check';
import { parseSchedule, retryAfterMs, withJitter } from './schedule';

const now = new Date('2026-01-01T00:00:00Z');

it('reads every unit', () => {
  expect(parseSchedule('100ms,5s, 5m,2h')).toEqual([100, 5000, 300_000, 7_200_000]);
});

it.each(['', '5', '5d', 's', '5s,', '-5s', '1.5s', '5 s'])('refuses %j', (text) => {
  expect(() => parseSchedule(text)).toThrow('is no time');
});

it('moves a delay by a tenth at most, in both directions', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400_000 }), random, (delay, chance) => {
      const moved = withJitter(delay, () => chance);
      expect(Math.abs(moved - delay)).toBeLessThanOrEqual(delay * 0.1 + 0.5);
    }),
  );
  expect([withJitter(1000, () => 0), withJitter(1000, () => 0.5)]).toEqual([900, 1000]);
});

it('honours Retry-After in seconds and as a date, up to a day', () => {
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Thu, 01 Jan 2026 01:00:00 GMT', now)).toBe(3_600_000);
  expect(retryAfterMs('864000', now)).toBe(86_400_000);
  expect(retryAfterMs('Fri, 01 Jan 2027 00:00:00 GMT', now)).toBe(86_400_000);
});

it.each([undefined, '', '0', '-5', 'soon', 'Wed, 31 Dec 2025 00:00:00 GMT'])('ignores the Retry-After %j', (header) => {
  expect(retryAfterMs(header, now)).toBeUndefined();
});
