import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema, type FileDescriptorSet } from '@bufbuild/protobuf/wkt';
import { foreignIncludes } from './includes';

/** Well-known types that the generated code imports and that no .proto of ours holds. */
const wellKnown = ['timestamp', 'field_mask', 'struct'].map((name) => `google/protobuf/${name}.proto`);

const tsProtoOptions = [
  'outputServices=grpc-js',
  'esModuleInterop=true',
  'useDate=true',
  'stringEnums=true',
  'enumsAsLiterals=true',
  'removeEnumPrefix=true',
  'outputJsonMethods=false',
  'unrecognizedEnum=false',
  'useOptionals=none',
  'exportCommonSymbols=false',
  'snakeToCamel=true',
  'emitImportedFiles=false',
].join(',');

/** What the protos compile to. */
export interface CompiledProtos {
  /** Every file with comments, imports included. */
  descriptors: FileDescriptorSet;
  /** Our files, as imports name them. */
  files: string[];
}

/**
 * Runs protoc and ts-proto over every file below proto/. Throws with protoc's own lines, which start with file and line
 * of the fault.
 */
export function compileProtos(root: string, output: string): CompiledProtos {
  const files = protoFiles(root);
  const work = mkdtempSync(join(tmpdir(), 'protoc-'));
  const image = join(work, 'image.binpb');
  try {
    protoc(root, [
      `-I${join(root, 'proto')}`,
      ...foreignIncludes(root, work),
      '--include_imports',
      '--include_source_info',
      `--descriptor_set_out=${image}`,
      `--plugin=protoc-gen-ts_proto=${join(root, 'node_modules/.bin/protoc-gen-ts_proto')}`,
      `--ts_proto_out=${output}`,
      `--ts_proto_opt=${tsProtoOptions}`,
      ...files,
      ...wellKnown,
    ]);
    return { descriptors: fromBinary(FileDescriptorSetSchema, readFileSync(image)), files };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Files below proto/, as imports name them. */
function protoFiles(root: string): string[] {
  return readdirSync(join(root, 'proto'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.proto'))
    .sort();
}

function protoc(root: string, args: string[]): void {
  const command = join(root, 'node_modules/protoc/protoc.cjs');
  const run = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`The contract does not compile:\n${run.stderr || String(run.error)}`);
}
