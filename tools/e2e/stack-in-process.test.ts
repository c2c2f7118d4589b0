import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@fileonion/embedded';
import { eventually } from '@fileonion/testing';
import { isAlive, runStack, startTestStack, type RunningStack } from './running-stack';

jest.setTimeout(180_000);

let env: { PORT: string };
let stack: RunningStack;
beforeAll(async () => {
  env = { PORT: String(await freePort()) };
  stack = await startTestStack({ mode: 'in-process', env });
});
afterAll(() => stack?.stop());

const output = () => readFileSync(join(stack.dataDir, 'stack.log'), 'utf8');
const again = () => startTestStack({ mode: 'in-process', env, dataDir: stack.dataDir });

// One story, in this order: each of these starts takes seconds.
test('the printed curl line works when pasted', () => {
  const line = /^ {2}(curl .+)$/m.exec(output())?.[1] as string;
  const answer = JSON.parse(execFileSync('sh', ['-c', `${line} --silent`], { timeout: 170_000 }).toString());
  expect(answer.data.organization).toMatchObject({ plan: 'professional' });
  expect(answer.data.user).toMatchObject({ id: stack.facts().ownerUserId, role: 'owner' });
});

test('it says what is embedded, how long it took and how much memory it needs: less than 300 MB', () => {
  expect(output()).toMatch(/SecantusDB.*evaluation and tests only/);
  expect(output()).toMatch(/Valkey/);
  expect(output()).toMatch(/Webhooks may call 127\.0\.0\.0\/8/);
  const [, megabytes] = /Ready in [\d.]+ s, (\d+) MB/.exec(output()) ?? [];
  expect(Number(megabytes)).toBeLessThan(300);
});

test('files that hold the key or secrets are for their owner only', () => {
  for (const name of ['stack.json', 'seed.json', 'secrets.json']) {
    expect(statSync(join(stack.dataDir, name)).mode & 0o777).toBe(0o600);
  }
});

test('a port in use, and a data folder in use, are one clear line and exit code 1', async () => {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'other-'));
  const samePort = await runStack('in-process', { ...env, DATA_DIR });
  expect(samePort).toEqual({ code: 1, output: expect.stringMatching(/^Port \d+ is in use\..*\n$/) });
  const sameFolder = await runStack('in-process', { DATA_DIR: stack.dataDir, PORT: String(await freePort()) });
  expect(sameFolder).toEqual({ code: 1, output: expect.stringMatching(/^Another stack is running on .*\n$/) });
  rmSync(DATA_DIR, { recursive: true });
  expect((await stack.api().call('GET', '/api/v2/me')).status).toBe(200);
});

test('kill -9 leaves no process behind, and the next start has the same key and state', async () => {
  const before = stack.facts();
  const team = await stack.api().must('POST', '/api/v2/teams', { name: 'Kept' });
  process.kill(stack.process.pid, 'SIGKILL');
  await stack.process.exited;
  await eventually(() => expect(Object.values(before.pids).filter(isAlive)).toEqual([]));

  stack = await again();
  expect(stack.facts()).toMatchObject({ apiKey: before.apiKey, organizationId: before.organizationId });
  expect(await stack.api().must('GET', `/api/v2/teams/${team.id}`)).toMatchObject({ name: 'Kept' });
});

test('embedded servers that are killed are started again', async () => {
  const { mongo, redis } = stack.facts().pids;
  for (const pid of [mongo, redis]) process.kill(pid as number, 'SIGKILL');
  await eventually(
    async () => {
      expect(stack.facts().pids.mongo).not.toBe(mongo);
      expect(stack.facts().pids.redis).not.toBe(redis);
      await stack.api().must('GET', '/api/v2/teams');
    },
    { within: 60_000 },
  );
});

test('a revoked seeded key is replaced at the next start, for the same organization', async () => {
  const before = stack.facts();
  const { apiKey } = await stack.api().must('GET', '/api/v2/me');
  await stack.api().must('POST', `/api/v2/api-keys/${apiKey.id}/revoke`);
  await stack.process.stop();

  stack = await again();
  expect(stack.facts().apiKey).not.toBe(before.apiKey);
  expect(stack.facts().organizationId).toBe(before.organizationId);
});

test('SIGTERM stops everything, removes stack.json and exits with 0', async () => {
  const { pids } = stack.facts();
  const { apiKey } = JSON.parse(readFileSync(join(stack.dataDir, 'seed.json'), 'utf8'));
  await stack.process.stop();
  expect(await stack.process.exited).toBe('ended with code 0');
  expect(existsSync(join(stack.dataDir, 'stack.json'))).toBe(false);
  expect(Object.values(pids).filter(isAlive)).toEqual([]);

  stack = await again();
  expect(stack.facts().apiKey).toBe(apiKey);
});

test('a seeded key that was switched off does not keep the system from starting, and stays', async () => {
  const before = stack.facts();
  const { apiKey } = await stack.api().must('GET', '/api/v2/me');
  await stack.api().must('PUT', `/api/v2/api-keys/${apiKey.id}`, { status: 'disabled' });
  await stack.process.stop();

  stack = await again();
  expect(stack.facts().apiKey).toBe(before.apiKey);
  expect((await stack.api().call('GET', '/api/v2/me')).status).toBe(401);
});
