// Writes docs/settings.md from the specifications that the programs read their settings by, or with --check fails where
// the committed one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBundled, root } from '#contract/load.mjs';

const target = join(root, 'docs/settings.md');
const apps = ['gateway', 'teams', 'keys', 'requests', 'shares', 'webhooks'];

const wanted = render(await loadSpecs());
if (!process.argv.includes('--check')) writeFileSync(target, wanted);
else if (readFileSync(target, 'utf8') !== wanted) {
  console.error('docs/settings.md is stale. Run `npm run docs` and commit what it writes.');
  process.exitCode = 1;
}

/** The specification of each app, with what every program reads besides. */
async function loadSpecs() {
  const lines = apps.map((app) => `export { ${app}Config } from './apps/${app}/config';`);
  const contents = [...lines, `export { tracingConfig } from './libs/service-kit';`].join('\n');
  const module = await loadBundled({ stdin: { contents, resolveDir: root } });
  return new Map(apps.map((app) => [app, { ...module[`${app}Config`], ...module.tracingConfig }]));
}

/** Each setting stands where all programs that have it are named. */
function render(specs) {
  const sections = new Map();
  for (const spec of specs.values()) {
    for (const [name, setting] of Object.entries(spec)) {
      const row = rowOf(name, setting);
      const users = apps.filter((other) => isSame(specs.get(other)[name], row, name));
      const title = titleOf(users);
      const rows = sections.get(title) ?? new Map();
      sections.set(title, rows.set(name, row));
    }
  }
  const order = [...sections.keys()].sort((one, other) => rank(one) - rank(other));
  const head = `# Settings

Variables of the environment, read once at the start. A fault stops the start, with one message that lists all of them.
An empty variable counts as absent. Generated from the specifications in \`apps/*/config.ts\`; \`npm run docs\` writes it.`;
  const parts = order.map((title) => `## ${title}\n\n${table([...sections.get(title).values()])}`);
  return `${[head, ...parts].join('\n\n')}\n`;
}

function isSame(setting, row, name) {
  return setting !== undefined && rowOf(name, setting).join() === row.join();
}

function titleOf(users) {
  if (users.length === apps.length) return 'All programs';
  if (users.length === apps.length - 1 && !users.includes('gateway')) return 'All services behind the gateway';
  return users.join(', ');
}

function rank(title) {
  if (title === 'All programs') return -2;
  if (title.startsWith('All services')) return -1;
  return title.includes(',') ? 0 : 1 + apps.indexOf(title);
}

function rowOf(name, setting) {
  const example = setting.example ? ` Example: \`${setting.example}\`` : '';
  const choices = setting.choices ? ` One of ${setting.choices.map((choice) => `\`${choice}\``).join(', ')}.` : '';
  return [`\`${name}\``, `${setting.desc}${choices}${example}`, defaultOf(setting)];
}

function defaultOf(setting) {
  if (!('default' in setting)) return '**required**';
  const { default: value } = setting;
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return 'none';
  // Lists of numbers are delays in milliseconds.
  if (Array.isArray(value))
    return `\`${value.map((part) => (Number.isInteger(part) ? delay(part) : part)).join(',')}\``;
  return `\`${value}\``;
}

function delay(ms) {
  const units = Object.entries({ h: 3_600_000, m: 60_000, s: 1000, ms: 1 });
  const [unit, size] = units.find(([, each]) => ms % each === 0);
  return `${ms / size}${unit}`;
}

/** A table as prettier formats it. */
function table(rows) {
  const cells = [
    ['Variable', 'Meaning', 'Default'],
    ...rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|'))),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column].length)));
  const [first, ...rest] = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`,
  );
  return [first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest].join('\n');
}
