import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A service of docker-compose.yml, as far as our assertions look into it. */
export interface ComposeService {
  image: string;
  profiles: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  read_only?: boolean;
  ports?: string[];
}

/** The services of docker-compose.yml, with merges done and variables at their defaults, as an empty shell gives them. */
export function composeServices(): Record<string, ComposeService> {
  const text = readFileSync(join(__dirname, '../../docker-compose.yml'), 'utf8');
  // Compose fills variables in after it has read the YAML: an empty one is an empty text and not null.
  const read = JSON.stringify(parse(text, { merge: true }).services);
  return JSON.parse(read.replace(/\$\{\w+:-([^}]*)\}/g, '$1'));
}

/** The services that are apps of ours. */
export function composeApps(): [name: string, service: ComposeService][] {
  return Object.entries(composeServices()).filter(([name, { image }]) => image === `fileonion/${name}`);
}
