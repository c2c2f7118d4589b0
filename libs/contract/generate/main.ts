import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { compileRoutes } from '../compile-routes';
import { errorsPage } from '../docs/errors-page';
import { eventsPage } from '../docs/events-page';
import { routesPage } from '../docs/routes-page';
import { buildOpenApi } from '../openapi/build';
import { barrels } from './barrels';
import { readComments } from './comments';
import { descriptorSetModule, eventTypesModule, openApiModule, reasonsModule } from './constants';
import { eventTypesOf, reasonsOf } from './enum-tables';
import { compileImage, compileTypes, protoFiles, type ProtoSource } from './protoc';
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
  const output = join(scratch, `contract-${process.pid}`);
  try {
    mkdirSync(join(output, 'ts'), { recursive: true });
    const source = { root, folder: join(root, 'proto') };
    compileTypes(source, join(output, 'ts'));
    shortenEnumValues(join(output, 'ts'));
    for (const [name, text] of filesOf(source)) {
      mkdirSync(dirname(join(output, name)), { recursive: true });
      writeFileSync(join(output, name), text);
    }
    replaceFolder(target, output);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function filesOf(source: ProtoSource): Map<string, string> {
  const descriptors = fromBinary(FileDescriptorSetSchema, compileImage(source));
  const registry = createFileRegistry(descriptors);
  const comments = readComments(registry);
  const reasons = reasonsOf(registry, comments);
  const eventTypes = eventTypesOf(registry, comments);
  const openapi = buildOpenApi({ registry, routes: compileRoutes(registry), reasons, comments });
  return new Map([
    ...barrels(protoFiles(source)),
    ['descriptor-set.ts', descriptorSetModule(descriptors)],
    ['reasons.ts', reasonsModule(reasons)],
    ['event-types.ts', eventTypesModule(eventTypes)],
    ['openapi.ts', openApiModule(openapi)],
    ['docs/openapi.json', `${JSON.stringify(openapi, null, 2)}\n`],
    ['docs/routes.md', routesPage(openapi)],
    ['docs/errors.md', errorsPage(reasons)],
    ['docs/events.md', eventsPage(eventTypes, registry)],
  ]);
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
