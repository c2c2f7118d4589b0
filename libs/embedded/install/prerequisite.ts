import { existsSync } from 'node:fs';
import { waitForLock } from '../lock';
import { OneLineError } from '../one-line-error';
import { run } from './run';

/** A program that the machine must have. */
export interface Prerequisite {
  title: string;
  debianPackages: string[];
  isThere(): Promise<boolean>;
}

/** Makes sure that programs are there. As root on Debian it installs them, elsewhere it says what to install. */
export async function ensurePrerequisites(prerequisites: Prerequisite[]): Promise<void> {
  const missing = await missingOf(prerequisites);
  if (missing.length === 0) return;
  const packages = missing.flatMap((prerequisite) => prerequisite.debianPackages);
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) await aptInstall(packages);

  const still = await missingOf(missing);
  if (still.length === 0) return;
  const titles = still.map(({ title }) => title).join(' and ');
  const command = `apt-get install ${still.flatMap((prerequisite) => prerequisite.debianPackages).join(' ')}`;
  throw new OneLineError(`${titles} missing. Please install, on Debian: ${command}`);
}

async function missingOf(prerequisites: Prerequisite[]): Promise<Prerequisite[]> {
  const there = await Promise.all(prerequisites.map((prerequisite) => prerequisite.isThere()));
  return prerequisites.filter((_, index) => !there[index]);
}

async function aptInstall(packages: string[]): Promise<void> {
  process.stderr.write(`Installing ${packages.join(', ')} with apt-get …\n`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const lock = await waitForLock('apt-get');
  try {
    await run('apt-get', ['update', '-q'], env);
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], env);
  } catch (error) {
    throw new OneLineError(`apt-get could not install ${packages.join(', ')}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    lock.release();
  }
}
