import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, withoutServers, workspaceRoot, type StackFacts } from '@fileonion/embedded';
import { eventually } from '@fileonion/testing';
import { isAlive } from './running-stack';

jest.setTimeout(60_000);

const dataDir = mkdtempSync(join(tmpdir(), 'npm-start-'));
const stackFile = join(dataDir, 'stack.json');
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test('npm start on a built tree is ready within 10 s of work, has nothing to install or build, and exits with 0 on SIGTERM', async () => {
  const { npm, output, facts } = await npmStart();
  const seconds = secondsAtWork(facts.pids);
  npm.kill('SIGTERM');
  expect(await once(npm, 'exit')).toEqual([0, null]);
  expect(seconds).toBeLessThan(10);
  expect(output()).not.toMatch(/Installing|Building/);
  expect(existsSync(stackFile)).toBe(false);
  expect(Object.values(facts.pids).filter(isAlive)).toEqual([]);
});

test('a killed npm takes the stack with it', async () => {
  const { npm, facts } = await npmStart();
  npm.kill('SIGKILL');
  await eventually(() => expect(Object.values(facts.pids).filter(isAlive)).toEqual([]), { within: 20_000 });
});

test('a Ctrl-C reaches the stores only once the services that use them have ended', async () => {
  const { npm, output, facts } = await npmStart();
  process.kill(-npm.pid!, 'SIGINT');
  await once(npm, 'exit');
  await eventually(() => expect(Object.values(facts.pids).filter(isAlive)).toEqual([]));
  expect(output()).not.toContain('started again');
});

async function npmStart(): Promise<{ npm: ChildProcess; output: () => string; facts: StackFacts }> {
  const env = { ...withoutServers(process.env), DATA_DIR: dataDir, PORT: String(await freePort()) };
  const npm = spawn('npm', ['start'], { cwd: workspaceRoot(), env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    await eventually(() => expect(existsSync(stackFile)).toBe(true), { within: 30_000 });
  } catch {
    npm.kill('SIGTERM');
    throw new Error(`npm start did not become ready:\n${output}`);
  }
  return { npm, output: () => output, facts: JSON.parse(readFileSync(stackFile, 'utf8')) as StackFacts };
}

/** What processes and those that they waited for have spent on a processor: what other tests do meanwhile does not count. */
function secondsAtWork(pids: Record<string, number>): number {
  const ticks = [...new Set(Object.values(pids))].flatMap((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return fields.slice(11, 15).map(Number);
  });
  return ticks.reduce((sum, count) => sum + count, 0) / 100;
}
