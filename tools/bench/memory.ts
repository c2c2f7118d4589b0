import type { Child } from './child';
import type { Memory } from './child-role';

/** How the memory of a process went, in MB: before, half way, after. */
export interface MemoryCourse {
  /** What the process takes (RSS), garbage included. */
  'RSS MB': string;
  /** What is left of it after a garbage collection. */
  'live MB': string;
}

const everyMs = 60_000;

/** Watches the memory of a process while something is done. */
export async function watchMemory<T>(child: Child, work: () => Promise<T>): Promise<{ done: T; memory: MemoryCourse }> {
  const samples = [await child.memory()];
  // A process that has ended fails the work.
  const sample = () =>
    child
      .memory()
      .then((memory) => samples.push(memory))
      .catch(() => undefined);
  const timer = setInterval(() => void sample(), everyMs);
  try {
    const done = await work();
    await sample();
    return { done, memory: { 'RSS MB': course(samples, 'rssMb'), 'live MB': course(samples, 'liveMb') } };
  } finally {
    clearInterval(timer);
  }
}

function course(samples: Memory[], of: keyof Memory): string {
  const [before, halfWay, after] = [samples[0]!, samples[samples.length >> 1]!, samples.at(-1)!];
  return [before, halfWay, after].map((memory) => Math.round(memory[of])).join(' → ');
}
