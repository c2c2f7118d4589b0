import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace-root';
import { installOnce, type Recipe } from './install-once';
import { kafkaJars } from './kafka-jars';
import { pythonServers } from './python-servers';

/** What is installed together. */
export type ServerPackage = 'python-servers' | 'kafka';

const packages: Record<ServerPackage, { recipe: Recipe; pins: string }> = {
  'python-servers': { recipe: pythonServers, pins: 'requirements.txt' },
  kafka: { recipe: kafkaJars, pins: 'kafka.sha256' },
};

/** The folder of a package, installed first when it is missing. A changed pin is another folder. */
export async function installed(name: ServerPackage): Promise<string> {
  const { recipe, pins } = packages[name];
  const folder = join(workspaceRoot(), '.cache', `${name}-${digest(pins)}`);
  await installOnce(recipe, folder);
  return folder;
}

function digest(pins: string): string {
  const file = join(workspaceRoot(), 'libs/embedded/install', pins);
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}
