import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreignIncludes } from './includes';

/** Well-known types that the generated code imports and that no .proto of ours holds. */
const wellKnown = ['timestamp', 'field_mask', 'struct'].map((name) => `google/protobuf/${name}.proto`);

const tsProtoOptions = [
  'outputServices=grpc-js',
  'esModuleInterop=true',
  'useExactTypes=false',
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

/** A folder of .proto files, and the repository whose packages hold what they import. */
export interface ProtoSource {
  root: string;
  folder: string;
}

/** The .proto files of a folder, as imports name them. */
export function protoFiles({ folder }: ProtoSource): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.proto'))
    .sort();
}

/** The descriptors of every file, imports and comments included, as a FileDescriptorSet. */
export function compileImage(source: ProtoSource): Uint8Array {
  return withFolder((work) => {
    const image = join(work, 'image.binpb');
    const args = ['--include_imports', '--include_source_info', `--descriptor_set_out=${image}`, ...protoFiles(source)];
    protoc(source, work, args);
    return readFileSync(image);
  });
}

/** Writes the types and clients that ts-proto makes of every file. */
export function compileTypes(source: ProtoSource, output: string): void {
  const plugin = join(source.root, 'node_modules/.bin/protoc-gen-ts_proto');
  withFolder((work) => {
    protoc(source, work, [
      `--plugin=protoc-gen-ts_proto=${plugin}`,
      `--ts_proto_out=${output}`,
      `--ts_proto_opt=${tsProtoOptions}`,
      ...protoFiles(source),
      ...wellKnown,
    ]);
  });
}

/** Throws with protoc's own lines, which start with file and line of the fault. */
function protoc({ root, folder }: ProtoSource, work: string, args: string[]): void {
  const command = [
    join(root, 'node_modules/protoc/protoc.cjs'),
    `-I${folder}`,
    ...foreignIncludes(root, work),
    ...args,
  ];
  const run = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`The contract does not compile:\n${run.stderr || String(run.error)}`);
}

function withFolder<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'protoc-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
