import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace-root';
import type { Recipe } from './install-once';
import { ensurePrerequisites, type Prerequisite } from './prerequisite';
import { run, works } from './run';

const sums = 'libs/embedded/install/kafka.sha256';
const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies';

/** Kafka runs on it. */
export const java: Prerequisite = {
  title: 'Java 17 or newer is',
  debianPackages: ['default-jre-headless'],
  isThere: () => works('java', ['-version'], (output) => Number(/version "(\d+)/.exec(output)?.[1]) >= 17),
};

const maven: Prerequisite = {
  title: 'Maven is',
  debianPackages: ['maven'],
  isThere: () => works('mvn', ['-v'], (output) => output.includes('Apache Maven')),
};

/** Kafka, from Maven Central. */
export const kafkaJars: Recipe = {
  title: 'Kafka',
  proof: 'libs',
  async fill(folder) {
    await ensurePrerequisites([java, maven]);
    const pom = join(workspaceRoot(), 'libs/embedded/install/pom.xml');
    const output = [`-DoutputDirectory=${join(folder, 'libs')}`, '-DincludeScope=runtime'];
    await run('mvn', ['--batch-mode', '--quiet', '--strict-checksums', '-f', pom, copyDependencies, ...output]);
    verify(join(folder, 'libs'));
  },
};

/** The jars are exactly those that were listed when the versions were chosen. */
function verify(libs: string): void {
  const expected = readFileSync(join(workspaceRoot(), sums), 'utf8').trim().split('\n').sort();
  const found = readdirSync(libs).map((name) => `${sha256(join(libs, name))}  ${name}`);
  const wrong = found.sort().find((line, index) => line !== expected[index]);
  if (wrong) throw new Error(`the downloaded file ${wrong.split('  ')[1]} is not the expected one`);
  if (found.length < expected.length) throw new Error('files are missing from the download');
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
