import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '@fileonion/embedded';

const root = workspaceRoot();
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const boundaries = '@nx/enforce-module-boundaries';

jest.setTimeout(60_000);
const timeout = 55_000;

// Without the project graph that nx leaves behind, the import rule only warns and lets everything pass.
let lintedProjects: string[];
beforeAll(() => {
  const output = execFileSync(bin('nx'), ['show', 'projects', '--with-target', 'lint', '--json'], {
    cwd: root,
    timeout,
  });
  lintedProjects = JSON.parse(output.toString()) as string[];
});

test('every app and library is linted', () => {
  expect(lintedProjects).toEqual(expect.arrayContaining(['gateway', 'keys', 'teams', 'contract', 'mongo', 'stack']));
});

test.each([
  ['a library that imports one above it', 'libs/errors/planted.ts', `export * from '@fileonion/service-kit';`],
  ['a gateway that reaches for a database', 'apps/gateway/planted.ts', `export * from '@fileonion/mongo';`],
  ['a gateway that imports mongoose', 'apps/gateway/planted.ts', `export * from 'mongoose';`],
  ['a service that imports express', 'apps/requests/planted.ts', `export * from 'express';`],
  ['a service that imports another', 'apps/requests/planted.ts', `export * from '../teams/start';`],
  ['a service without epochs that imports them', 'apps/requests/planted.ts', `export * from '@fileonion/freshness';`],
  ['a service that starts embedded servers', 'apps/keys/planted.ts', `export * from '@fileonion/embedded';`],
  ['a service that uses what is for tests', 'apps/keys/planted.ts', `export * from '@fileonion/testing';`],
])('the import table refuses %s', (_, file, source) => {
  expect(faultsOf(file, source)).toEqual([boundaries]);
});

test('the import table lets tests use what is for tests', () => {
  expect(faultsOf('apps/keys/test/planted.test.ts', `export * from '@fileonion/testing';`)).toEqual([]);
});

test('the house rules refuse long files and functions, other file names, default exports and stray settings', () => {
  const longFunction = `export function long(): number {\n${'  Math.random();\n'.repeat(41)}  return 1;\n}\n`;
  const source = `${longFunction}export const stray = process.env.HOME;\nexport default 1;\n${'// line\n'.repeat(300)}`;
  expect(faultsOf('apps/keys/PlantedFile.ts', source).sort()).toEqual([
    'fileonion/file-names',
    'max-lines',
    'max-lines-per-function',
    'no-restricted-properties',
    'no-restricted-syntax',
  ]);
});

function faultsOf(file: string, source: string): string[] {
  const args = ['--stdin', '--stdin-filename', file, '--format', 'json'];
  const { stdout, stderr } = spawnSync(bin('eslint'), args, { cwd: root, input: source, encoding: 'utf8', timeout });
  expect(stderr).toBe('');
  const [{ messages }] = JSON.parse(stdout) as [{ messages: { ruleId: string }[] }];
  return messages.map(({ ruleId }) => ruleId);
}
