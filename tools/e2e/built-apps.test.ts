import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, workspaceRoot } from '@fileonion/embedded';
import { eventually } from '@fileonion/testing';

const folder = mkdtempSync(join(tmpdir(), 'built-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['gateway', 'keys', 'teams', 'requests', 'shares', 'webhooks'])(
  'the bundle of %s runs alone, as in its image, and lists what its configuration lacks',
  (app) => {
    const main = join(folder, `${app}.js`);
    copyFileSync(join(workspaceRoot(), 'dist/apps', app, 'main.js'), main);
    const options = { cwd: folder, env: {}, encoding: 'utf8', timeout: 18_000 } as const;
    const { status, stderr } = spawnSync(process.execPath, [main], options);
    expect(stderr).toMatch(/^The configuration has faults:\n(.*\n)* {2}[A-Z_]+: is missing/);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(status).toBe(1);
  },
);

test('a program that cannot start says why in one line, and logs where', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const services = ['TEAMS', 'KEYS', 'REQUESTS', 'SHARES', 'WEBHOOKS'];
  const env = {
    ...Object.fromEntries(services.map((service) => [`${service}_ADDRESS`, '127.0.0.1:1'])),
    REDIS_URL: 'redis://127.0.0.1:1',
    PORT: `${port}`,
  };
  const main = join(workspaceRoot(), 'dist/apps/gateway/main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8', timeout: 18_000 });
  taken.close();
  expect(status).toBe(1);
  expect(stderr).toBe(`listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`);
  const lines = stdout.trim().split('\n');
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ level: 60, err: { stack: expect.stringContaining('    at ') } });
});

test('a program that waits for its MongoDB is alive, not ready, and ends with 0 as soon as it is told to', async () => {
  const [ops, nobody] = [await freePort(), await freePort()];
  const env = {
    OPS_PORT: `${ops}`,
    MONGODB_URI: `mongodb://127.0.0.1:${nobody}/`,
    KAFKA_BROKERS: `127.0.0.1:${nobody}`,
    REDIS_URL: `redis://127.0.0.1:${nobody}`,
    SERVER_SECRET: randomBytes(32).toString('base64'),
  };
  const main = join(workspaceRoot(), 'dist/apps/teams/main.js');
  const child = spawn(process.execPath, [main], { env, stdio: 'ignore' });
  try {
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${ops}${path}`)).status;
    await eventually(async () => expect(await status('/livez')).toBe(200), { within: 15_000 });
    expect(await status('/readyz')).toBe(503);
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(5000) });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
}, 30_000);
