import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Installs the npm packages unless exactly those of package-lock.json are there. */
export function installPackages(root) {
  if (isInstalled(root)) return;
  console.log('Installing the npm packages …');
  // --include=dev: NODE_ENV=production must not leave out what builds the project.
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync('npm', ['ci', '--include=dev', '--ignore-scripts=false', ...quiet], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error || status !== 0) throw new Error(`npm ci failed${error ? `: ${error.message}` : ''}. Please try again.`);
  if (!isInstalled(root)) throw new Error('npm ci left packages out; is "omit" set in your npm settings?');
}

/**
 * npm writes node_modules/.package-lock.json last, so that it vouches for what is there. It lacks only packages that
 * are for other kinds of machines.
 */
function isInstalled(root) {
  const present = packagesOf(join(root, 'node_modules/.package-lock.json'));
  const wanted = packagesOf(join(root, 'package-lock.json'));
  if (!present || !wanted || !existsSync(join(root, 'node_modules/node/bin/node'))) return false;
  return Object.entries(wanted).every(([path, { integrity, optional }]) => {
    if (path === '') return true;
    return present[path] ? present[path].integrity === integrity : optional === true;
  });
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}
