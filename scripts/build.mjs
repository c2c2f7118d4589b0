import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const folders = ['apps', 'libs', 'proto', 'scripts', 'tools'];
const files = ['tsconfig.base.json', 'nx.json', 'package-lock.json'];

/** Builds everything that runs, unless it is built from exactly these sources. Asking Nx takes seconds, this does not. */
export function build(root, node) {
  const stamp = join(root, 'dist/built-from');
  const digest = digestOf(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;

  console.log('Building …');
  const env = { ...process.env, PATH: `${join(node, '..')}:${process.env.PATH}` };
  const args = ['node_modules/.bin/nx', 'run-many', '-t', 'build', '--output-style=static'];
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout}${stderr}The build failed.`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, digest);
}

function digestOf(root) {
  const hash = createHash('sha256');
  for (const file of [...folders.flatMap((folder) => filesIn(root, folder)), ...files]) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function filesIn(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('libs/contract/generated/'))
    .sort();
}
