import { median, percentile, slope } from './statistics';

describe('a percentile', () => {
  it('is the smallest sample that the share of all samples does not exceed', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(samples, share))).toEqual([50, 95, 99, 100]);
  });

  it('is the only sample where there is one', () => {
    expect([percentile([7], 0.01), median([7])]).toEqual([7, 7]);
  });
});

test('a slope is by how much values rise in a unit of time, whatever they swing around it', () => {
  const samples = Array.from({ length: 100 }, (_, at) => ({
    at,
    value: 7 + 3 * at + (at % 4 === 1 || at % 4 === 2 ? 5 : -5),
  }));
  expect(slope(samples)).toBeCloseTo(3, 1);
});
