// Runs first in every npm script, on the Node that the machine has: it uses no package and nothing newer than Node 20.12.
// `bootstrap.mjs` installs the npm packages, and with them the Node of the project, to which the script then hands over.
// `bootstrap.mjs start`, `… stack` and `… bench` build as well; `… test` builds the program that runs the tests.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { withLock } from './lock.mjs';
import { installPackages } from './packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = `${root}node_modules/node/bin/node`;
const task = process.argv[2];

try {
  await withLock(root, () => {
    installPackages(root);
    if (['start', 'stack', 'bench'].includes(task)) build(root, node);
    if (task === 'test') run(node, ['scripts/build-app.mjs', 'tools/test']);
  });
} catch (error) {
  console.error(error.message);
  if (task === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${args.join(' ')} failed.`);
}
