import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '@fileonion/embedded';

jest.setTimeout(400_000);

test('what was acknowledged outlives the death and the silence of any part, is told once, and lets nobody else in', () => {
  const main = join(workspaceRoot(), 'dist/tools/chaos/main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, '--short'], {
    encoding: 'utf8',
    timeout: 390_000,
  });
  expect({ status, said: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ status: 0, said: '' });
});
