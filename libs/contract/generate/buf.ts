import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileImage } from './protoc';

/** Checks the style of the protos, by the rules in buf.yaml. */
export function lint(root: string): void {
  withFolder((work) => buf(root, ['lint', writeImage(root, join(root, 'proto'), join(work, 'now.binpb'))]));
}

/**
 * Checks that the protos break no caller of an older version: that of a git ref, by default the last release, or the
 * last commit while there is none. buf cannot read the older version from git itself, as what it imports comes from npm.
 */
export function breaking(root: string, ref = lastRelease(root) ?? 'HEAD'): void {
  withFolder((work) => {
    const older = git(root, ['archive', '--format=tar', ref, 'proto']);
    const unpacked = spawnSync('tar', ['-x', '-C', work], { input: older });
    if (unpacked.status !== 0) throw new Error(`The protos of ${ref} cannot be unpacked: ${String(unpacked.stderr)}`);
    const against = writeImage(root, join(work, 'proto'), join(work, 'older.binpb'));
    const now = writeImage(root, join(root, 'proto'), join(work, 'now.binpb'));
    buf(root, ['breaking', now, '--against', against]);
  });
}

function lastRelease(root: string): string | undefined {
  const run = spawnSync('git', ['describe', '--tags', '--match', 'v*', '--abbrev=0'], { cwd: root, encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

/** The comments matter to lint, and buf finds the line of a fault with their help. */
function writeImage(root: string, folder: string, path: string): string {
  writeFileSync(path, compileImage({ root, folder }));
  return path;
}

function buf(root: string, args: string[]): void {
  const config = ['--config', join(root, 'buf.yaml')];
  const run = spawnSync(join(root, 'node_modules/.bin/buf'), [...args, ...config], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`buf ${args[0]} found faults:\n${run.stdout}${run.stderr}`);
}

function git(root: string, args: string[]): Buffer {
  const run = spawnSync('git', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(`git ${args.join(' ')}: ${String(run.stderr)}`);
  return run.stdout;
}

function withFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'buf-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
