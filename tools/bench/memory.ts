import type { Child } from './child';
import { slope, type Sample } from './statistics';

/** How the memory of a process went, in MB. */
export interface MemoryCourse {
  'MB before': number;
  'MB after': number;
  /** The rise that fits all samples best. */
  'MB/min': number;
}

const everyMs = 1000;
const minuteMs = 60_000;

/** Watches the memory of a process while something is done. */
export async function watchMemory<T>(child: Child, work: () => Promise<T>): Promise<{ done: T; memory: MemoryCourse }> {
  const started = performance.now();
  const samples: Sample[] = [];
  const sample = async () => {
    const { rssMb: value } = await child.usage();
    samples.push({ at: (performance.now() - started) / minuteMs, value });
  };
  await sample();
  // A process that has ended fails the work.
  const timer = setInterval(() => void sample().catch(() => undefined), everyMs);
  try {
    const done = await work();
    await sample();
    const [before, after] = [samples[0]!.value, samples.at(-1)!.value];
    return {
      done,
      memory: { 'MB before': Math.round(before), 'MB after': Math.round(after), 'MB/min': slope(samples) },
    };
  } finally {
    clearInterval(timer);
  }
}
