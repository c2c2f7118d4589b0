import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from '../lock';
import { OneLineError } from '../one-line-error';

/** How a package is installed. */
export interface Recipe {
  /** What it is, in progress lines. */
  title: string;
  /** Path in the package that proves that it is whole, and that what it needs from the machine is still there. */
  proof: string;
  /** Downloads and verifies into an empty folder. */
  fill(folder: string): Promise<void>;
}

/** Installs a package into a folder unless it is there. The folder appears at once and complete, or not at all. */
export async function installOnce(recipe: Recipe, folder: string): Promise<void> {
  const isThere = () => existsSync(join(folder, recipe.proof));
  if (isThere()) return;
  // Another process may be installing the same: then this one waits for it to finish.
  const lock = await waitForLock(folder);
  try {
    if (!isThere()) await install(recipe, folder);
  } finally {
    lock.release();
  }
}

async function install(recipe: Recipe, folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  process.stderr.write(`Installing ${recipe.title} …\n`);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    await recipe.fill(partial);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } catch (error) {
    if (error instanceof OneLineError) throw error;
    throw new OneLineError(`Installing ${recipe.title} failed, nothing was kept: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
