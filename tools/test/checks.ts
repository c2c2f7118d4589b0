import { spawnSync } from 'node:child_process';
import { workspaceRoot } from '@fileonion/embedded';

/** A check that counts as one test. */
export interface Check {
  name: string;
  command: string[];
  /** Tests need what it makes, so that it runs when only some of them are asked for as well. */
  needed?: true;
}

/** What is checked before the tests, in this order: later ones need what the first one generates. */
export const checks: Check[] = [
  { name: 'generate', command: ['nx', 'run', 'contract:generate'], needed: true },
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'lint', command: ['nx', 'run-many', '-t', 'lint'] },
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'proto style', command: ['nx', 'run', 'proto:style'] },
  { name: 'proto compatibility', command: ['node', 'libs/contract/buf.mjs', 'breaking'] },
  { name: 'generated documents', command: ['node', 'libs/contract/docs.mjs', '--check'] },
  { name: 'generated settings', command: ['node', 'tools/docs/settings.mjs', '--check'] },
  // As `npm start` builds, so that it has nothing to do when tests start it.
  { name: 'build', command: ['node', 'scripts/bootstrap.mjs', 'start'], needed: true },
];

const mostMs = 10 * 60_000;

/** Runs a check and says how it went; what it printed is shown only when it failed. */
export function runCheck({ name, command }: Check): boolean {
  const [program = '', ...args] = command;
  const start = performance.now();
  const options = { cwd: workspaceRoot(), encoding: 'utf8', timeout: mostMs } as const;
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status === 0) {
    process.stdout.write(`✓ ${name} (${seconds} s)\n`);
    return true;
  }
  process.stdout.write(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\n✗ ${name} (${seconds} s)\n`);
  return false;
}
