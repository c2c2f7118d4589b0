import { mkdirSync, realpathSync } from 'node:fs';
import { acquireLock, OneLineError } from '@fileonion/embedded';
import type { Lifecycle } from '@fileonion/service-kit';

/** Makes the data folder, readable by its owner only, and makes sure that no other stack uses it. */
export async function openDataFolder(dataDir: string, lifecycle: Lifecycle): Promise<void> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new OneLineError(`DATA_DIR ${dataDir} cannot be made: ${(error as Error).message}`, { cause: error });
  }
  const lock = await acquireLock(realpathSync(dataDir));
  if (!lock) {
    throw new OneLineError(`Another stack is running on ${dataDir}. Stop it, or set DATA_DIR to another folder.`);
  }
  lifecycle.onStop('data folder', () => lock.release());
}
