/** The value that a share of the samples does not exceed: 0.95 for p95. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** A measured value, and when it was taken. */
export interface Sample {
  at: number;
  value: number;
}

/** By how much the values rise in a unit of time, by least squares. */
export function slope(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [at, value] = [mean((sample) => sample.at), mean((sample) => sample.value)];
  return mean((sample) => (sample.at - at) * (sample.value - value)) / mean((sample) => (sample.at - at) ** 2);
}

/** The lowest of so many samples of a heap in a row was taken soon after a garbage collection. */
const samplesToOneLow = 10;

/** What the objects of a heap take, from samples that also count what is garbage. */
export function lows(samples: readonly Sample[]): Sample[] {
  return Array.from({ length: Math.ceil(samples.length / samplesToOneLow) }, (_, index) =>
    samples
      .slice(index * samplesToOneLow, (index + 1) * samplesToOneLow)
      .reduce((low, sample) => (sample.value < low.value ? sample : low)),
  );
}

/** The middle one. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}
