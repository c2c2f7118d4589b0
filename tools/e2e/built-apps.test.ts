import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@fileonion/embedded';

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
