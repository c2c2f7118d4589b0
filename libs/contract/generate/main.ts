import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileRegistry } from '@bufbuild/protobuf';
import { barrels } from './barrels';
import { readComments } from './comments';
import { descriptorSetModule, eventTypesModule, reasonsModule } from './constants';
import { eventTypesOf, reasonsOf } from './enum-tables';
import { compileProtos } from './protoc';
import { shortenEnumValues } from './short-enums';

/** Where the generator reads and writes. */
export interface Places {
  root: string;
  scratch: string;
  target: string;
}

/**
 * Writes everything that is generated from proto/. It replaces the former output in one step and only when everything
 * compiled: nothing stale stays, and a broken .proto leaves the last good output in use.
 */
export function generate({ root, scratch, target }: Places): void {
  const output = mkdtempSync(join(scratch, 'contract-'));
  const write = (name: string, source: string) => writeFileSync(join(output, `${name}.ts`), source);
  try {
    mkdirSync(join(output, 'ts'));
    const { descriptors, files } = compileProtos(root, join(output, 'ts'));
    shortenEnumValues(join(output, 'ts'));
    const registry = createFileRegistry(descriptors);
    const comments = readComments(registry);
    write('descriptor-set', descriptorSetModule(descriptors));
    write('reasons', reasonsModule(reasonsOf(registry, comments)));
    write('event-types', eventTypesModule(eventTypesOf(registry, comments)));
    for (const [name, source] of barrels(files)) write(name, source);
    replaceFolder(target, output);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function replaceFolder(target: string, next: string): void {
  const former = `${next}-former`;
  try {
    renameSync(target, former);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  renameSync(next, target);
  rmSync(former, { recursive: true, force: true });
}
