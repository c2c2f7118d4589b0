// The contract's tools are TypeScript and share their rules with the codec, so they are bundled before they are called.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const contract = dirname(fileURLToPath(import.meta.url));

/** The root of the repository. */
export const root = join(contract, '../..');
/** A folder for what does not outlive a run. */
export const scratch = join(root, '.cache');

/** Loads a TypeScript module of the contract. */
export function load(module) {
  return loadBundled({ entryPoints: [join(contract, module)] });
}

/** Loads TypeScript, bundled from what esbuild's `source` options name. */
export async function loadBundled(source) {
  mkdirSync(scratch, { recursive: true });
  const outfile = join(scratch, `bundled-${process.pid}.mjs`);
  try {
    await build({
      ...source,
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      tsconfig: join(root, 'tsconfig.base.json'),
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

/** Runs a tool, whose failure is a message and no stack. */
export async function run(tool) {
  try {
    await tool();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
