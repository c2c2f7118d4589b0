import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from './json-file';

/** What the services keep things secret with; made once for a data folder. */
export interface Secrets {
  SERVER_SECRET: string;
  API_KEY_PEPPERS: string;
  ENCRYPTION_KEYS: string;
}

/** Reads the secrets of a data folder, or makes them. */
export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  const known = readJson<Secrets>(file);
  if (known) return known;
  const secrets = { SERVER_SECRET: random(), API_KEY_PEPPERS: `1:${random()}`, ENCRYPTION_KEYS: `1:${random()}` };
  writeJson(file, secrets);
  return secrets;
}

function random(): string {
  return randomBytes(32).toString('base64');
}
