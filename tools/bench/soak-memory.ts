import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { StackFacts } from '@fileonion/embedded';
import type { TableRow } from './print';
import { lows, median, slope, type Sample } from './statistics';

const services = ['gateway', 'teams', 'keys', 'requests', 'shares', 'webhooks'];
const everyMs = 1000;
/** Start and end are medians over this share of the time. */
const edge = 0.1;

/** Watches the memory of every service until told that it is over, and answers a row for each. */
export async function watchMemory({ pids, ops }: StackFacts, over: AbortSignal): Promise<TableRow[]> {
  const taken = services.map((name) => ({ name, rss: [] as Sample[], heap: [] as Sample[] }));
  const started = performance.now();
  while (!over.aborted) {
    const at = (performance.now() - started) / 60_000;
    for (const { name, rss, heap } of taken) {
      rss.push({ at, value: rssOf(pids[name]!) });
      heap.push({ at, value: await heapOf(ops[name]!) });
    }
    await pause(everyMs, undefined, { signal: over }).catch(() => undefined);
  }
  return taken.map(({ name, rss, heap }) => ({ service: name, ...course('RSS', rss), ...course('heap', lows(heap)) }));
}

function course(what: string, samples: Sample[]): TableRow {
  const values = samples.map(({ value }) => value);
  const count = Math.max(1, Math.round(values.length * edge));
  return {
    [`${what} MB, start`]: median(values.slice(0, count)).toFixed(1),
    [`${what} MB, end`]: median(values.slice(-count)).toFixed(1),
    [`${what} MB/min`]: slope(samples).toFixed(2),
  };
}

function rssOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

async function heapOf(ops: string): Promise<number> {
  const answer = await fetch(`${ops}/metrics`, { signal: AbortSignal.timeout(5000) });
  const [, bytes] = /^nodejs_heap_size_used_bytes\S* (\S+)$/m.exec(await answer.text()) ?? [];
  return Number(bytes) / 2 ** 20;
}
