import { availableParallelism, loadavg } from 'node:os';
import { say } from '@fileonion/embedded';

/** A line of a table: each column's name, and what is in it. */
export type TableRow = Record<string, string | number>;

/** Prints what figures depend on most. */
export function printMachine(): void {
  const load = loadavg().map((average) => average.toFixed(1));
  say(`${new Date().toISOString()}  Node ${process.version}, ${availableParallelism()} cores, load ${load.join(' ')}`);
}

/** Prints rows of the same columns. */
export function printTable(rows: TableRow[]): void {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => cell(row[name] ?? '')))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  for (const [index, line] of lines.entries()) {
    const padded = line.map((text, column) => (column ? text.padStart(widths[column]!) : text.padEnd(widths[0]!)));
    say(padded.join('  '));
    if (index === 0) say(widths.map((width) => '-'.repeat(width)).join('  '));
  }
}

/** Three digits that matter. */
function cell(value: string | number): string {
  if (typeof value === 'string' || Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
