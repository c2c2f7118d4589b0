import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@fileonion/embedded';

/** What jest counts in its report. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Files that could not be run at all; their tests are in no other number. */
  numRuntimeErrorTestSuites: number;
}

/** Runs jest with the servers' URLs in its environment. A run without a report counts as one failure. */
export async function runJest(
  env: Record<string, string>,
  paths: string[],
): Promise<{ passed: number; failed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'jest-report-'));
  const file = join(folder, 'report.json');
  try {
    const args = ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${file}`, ...paths];
    const options = { cwd: workspaceRoot(), env: { ...process.env, ...env } };
    // jest prints for people on standard error; with --json its standard output repeats the report.
    const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    return count(file, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function count(file: string, code: number | null): { passed: number; failed: number } {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  // jest also fails for reasons that are no test's, such as a path that matches none.
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
