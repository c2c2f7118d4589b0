import { median, percentile } from './statistics';

describe('a percentile', () => {
  it('is the smallest sample that the share of all samples does not exceed', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(samples, share))).toEqual([50, 95, 99, 100]);
  });

  it('is the only sample where there is one', () => {
    expect([percentile([7], 0.01), median([7])]).toEqual([7, 7]);
  });
});
