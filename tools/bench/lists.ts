import { say } from '@fileonion/embedded';
import { testNamespace } from '@fileonion/testing';
import { startChild, type Child } from './child';
import { startDirectory } from './directory';
import { callerOf, casesOf, type Caller, type ListCase } from './list-cases';
import { seedOrganization, type SeededOrganization } from './list-seed';
import { printTable, type TableRow } from './print';
import { appEnvironment, dropDatabases, withMongo } from './servers';
import { readSizes } from './sizes';
import { percentile } from './statistics';

const defaults = { rows: 100_000, few: 1000, calls: 40, deep: 100 };
// One page tells where its rows happen to lie, more than how long the list is.
const laterPages = 10;

/** Milliseconds of a page, in an organization with many and in one with few. */
export async function benchLists(args: string[]): Promise<void> {
  const { rows, few, calls, deep } = readSizes(args, defaults);
  await withMongo(async ({ mongo }) => {
    const directory = await startDirectory();
    const namespace = testNamespace();
    const child = startChild('app');
    try {
      const env = { ...appEnvironment(namespace), MONGODB_URI: mongo, TEAMS_ADDRESS: directory.address };
      const address = await child.ask<string>('start', { app: 'requests', env });
      const place = { address, uri: mongo, database: `${namespace}-requests` };
      const organizations = [await seedOrganization(place, few), await seedOrganization(place, rows)];
      await compare(address, organizations, { calls, deep });
    } finally {
      await stopAll(child, directory);
      await dropDatabases(mongo, [`${namespace}-requests`]);
    }
  });
}

async function compare(address: string, organizations: SeededOrganization[], sizes: { calls: number; deep: number }) {
  const ratios: number[] = [];
  for (const viewer of ['owner', 'member'] as const) {
    const lines = await linesOf(address, organizations, viewer, sizes);
    printTable(lines);
    ratios.push(...lines.map((line) => Number(line['p95 ratio'])));
  }
  const [most, usual] = [Math.max(...ratios), percentile(ratios, 0.5)];
  say(`p95 with many / with few: at most ${most.toFixed(2)}, usually ${usual.toFixed(2)}`);
}

async function linesOf(
  address: string,
  organizations: SeededOrganization[],
  viewer: 'owner' | 'member',
  sizes: { calls: number; deep: number },
): Promise<TableRow[]> {
  const callers = organizations.map((organization) => callerOf(address, organization[viewer]));
  const casesOfEach = organizations.map(casesOf);
  const lines: TableRow[] = [];
  for (const [index, { name }] of casesOfEach[0]!.entries()) {
    process.stderr.write(`${viewer}: ${name} …\n`);
    const cases = casesOfEach.map((cases) => cases[index]!);
    for (const line of await measureCase(callers, cases, sizes)) lines.push({ list: `${viewer}: ${name}`, ...line });
  }
  callers.forEach((caller) => caller.close());
  return lines;
}

/** The first page, and pages far behind it. Both organizations in turn, so that both meet the same load. */
async function measureCase(callers: Caller[], cases: ListCase[], { calls, deep }: { calls: number; deep: number }) {
  const pages: string[][] = [];
  for (const [n, caller] of callers.entries()) pages.push(await walk(caller, cases[n]!, deep));
  const lines = [{ page: 'first', ...figuresOf(await samplesOf(callers, cases, calls, [])) }];
  if (pages.every((cursors) => cursors.length > 0))
    lines.push({ page: 'later', ...figuresOf(await samplesOf(callers, cases, calls, pages)) });
  return lines;
}

async function samplesOf(callers: Caller[], cases: ListCase[], calls: number, pages: string[][]): Promise<number[][]> {
  const samples: number[][] = callers.map(() => []);
  for (let call = 0; call < calls; call += 1) {
    for (const [n, caller] of callers.entries()) {
      const cursor = pages[n]?.[call % pages[n].length];
      samples[n]!.push(await timed(() => cases[n]!.read(caller, cursor)));
    }
  }
  return samples;
}

function figuresOf(samples: number[][]): TableRow {
  const [fewP50 = 0, manyP50 = 0] = samples.map((times) => percentile(times, 0.5));
  const [fewP95 = 0, manyP95 = 0] = samples.map((times) => percentile(times, 0.95));
  const times = { 'few p50': fewP50, 'many p50': manyP50, 'few p95': fewP95, 'many p95': manyP95 };
  return { ...times, 'p50 ratio': manyP50 / fewP50, 'p95 ratio': manyP95 / fewP95 };
}

/** Goes on from page to page. @returns the cursors of the last full pages on the way, without the first page */
async function walk(caller: Caller, { read }: ListCase, most: number): Promise<string[]> {
  const full: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page <= most; page += 1) {
    const next = (await read(caller, cursor)).page?.nextCursor;
    if (!next) break;
    if (cursor) full.push(cursor);
    cursor = next;
  }
  return full.slice(-laterPages);
}

async function timed(read: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await read();
  return performance.now() - started;
}

function stopAll(child: Child, directory: { stop(): Promise<void> }): Promise<unknown> {
  return child.stop().then(() => directory.stop());
}
