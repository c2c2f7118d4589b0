import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@fileonion/embedded';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { composeApps } from './compose';
import { startBundles, type RunningBundles } from './running-bundles';

const read = (name: string) => readFileSync(join(workspaceRoot(), 'deploy/observability', name), 'utf8');

interface Dashboard {
  panels: { title: string; targets?: { expr: string }[] }[];
}
interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[];
}

const dashboard = JSON.parse(read('dashboard.json')) as Dashboard;
const panels = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const));
const rules = (parse(read('alerts.yaml')) as Rules).groups.flatMap((group) => group.rules);
const queries = [...panels, ...rules.map(({ alert, expr }) => [alert, expr] as const)];

let bundles: RunningBundles;
let exposed: Set<string>;
beforeAll(async () => {
  bundles = await startBundles();
  const texts = await Promise.all(
    composeApps().map(async ([app]) => (await fetch(bundles.opsUrl(app, '/metrics'))).text()),
  );
  exposed = new Set(texts.flatMap(namesOf));
}, 120_000);
afterAll(() => bundles?.stop(), 60_000);

test.each(queries)('“%s” asks for metrics that started programs have', (_, expr) => {
  // What Prometheus itself knows of whom it scrapes.
  expect(metricsIn(expr).filter((name) => name !== 'up' && !exposed.has(name))).toEqual([]);
});

test.each(queries)('“%s” asks for metrics of ours alone, whatever else Prometheus scrapes', (_, expr) => {
  expect(selectorsIn(expr).filter((selector) => !selector.includes('job="fileonion"'))).toEqual([]);
});

test('every metric of our own is on the dashboard', () => {
  const shown = new Set(panels.flatMap(([, expr]) => metricsIn(expr)).map(baseName));
  const own = [...exposed].map(baseName).filter((name) => !/^(nodejs|process)_/.test(name));
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

test('every alert says what is wrong and what to do', () => {
  for (const { alert, annotations } of rules) {
    expect([alert, annotations['summary'], annotations['description']]).not.toContain(undefined);
  }
});

/** Names as queries use them; a histogram has three. */
function namesOf(text: string): string[] {
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? ['_bucket', '_count', '_sum'].map((suffix) => name + suffix) : [name],
  );
}

function baseName(name: string): string {
  return name.replace(/_(bucket|count|sum)$/, '');
}

/** The metrics that a query selects. */
function metricsIn(expr: string): string[] {
  return nodesIn(expr, 'Identifier');
}

/** What a query selects, with the labels. */
function selectorsIn(expr: string): string[] {
  return nodesIn(expr, 'VectorSelector');
}

/** Parts of a query. Throws where it is no PromQL. */
function nodesIn(expr: string, name: string): string[] {
  // Grafana fills this in.
  const query = expr.replaceAll('$__rate_interval', '5m');
  const found: string[] = [];
  parser.parse(query).iterate({
    enter({ type, from, to }) {
      if (type.isError) throw new Error(`No PromQL near ${from}: ${query}`);
      if (type.name === name) found.push(query.slice(from, to));
    },
  });
  return found;
}
