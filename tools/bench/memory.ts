import type { Child } from './child';
import { lows, slope, type Sample } from './statistics';

/** How the memory of a process went, in MB. */
export interface MemoryCourse {
  'MB before': number;
  'MB after': number;
  /** The rise that fits all samples best. */
  'MB/min': number;
  /** The rise of what the objects of the heap take, in the second half of the time, when caches are full. */
  'heap MB/min': number;
}

const everyMs = 1000;
const minuteMs = 60_000;

/** Watches the memory of a process while something is done. */
export async function watchMemory<T>(child: Child, work: () => Promise<T>): Promise<{ done: T; memory: MemoryCourse }> {
  const started = performance.now();
  const [rss, heap]: [Sample[], Sample[]] = [[], []];
  const sample = async () => {
    const { rssMb, heapMb } = await child.usage();
    const at = (performance.now() - started) / minuteMs;
    rss.push({ at, value: rssMb });
    heap.push({ at, value: heapMb });
  };
  await sample();
  // A process that has ended fails the work.
  const timer = setInterval(() => void sample().catch(() => undefined), everyMs);
  try {
    const done = await work();
    await sample();
    const [before, after] = [rss[0]!.value, rss.at(-1)!.value];
    const heapRise = slope(lows(heap.slice(heap.length / 2)));
    return {
      done,
      memory: {
        'MB before': Math.round(before),
        'MB after': Math.round(after),
        'MB/min': slope(rss),
        'heap MB/min': heapRise,
      },
    };
  } finally {
    clearInterval(timer);
  }
}
