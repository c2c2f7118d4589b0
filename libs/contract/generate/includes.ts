import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, toBinary, type DescFile } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema, type FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { file_buf_validate_validate } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';

/**
 * Prepares the foreign files that ours import, and gives protoc's arguments for finding them: google/protobuf comes
 * with protoc, google/api with protobufjs, buf/validate as descriptors with protovalidate.
 */
export function foreignIncludes(root: string, work: string): string[] {
  const validate = join(work, 'validate.binpb');
  writeFileSync(validate, validateDescriptors());
  copyGoogleApi(join(root, 'node_modules/protobufjs/google/api'), join(work, 'google/api'));
  return [`-I${work}`, `-I${join(root, 'node_modules/protoc/include')}`, `--descriptor_set_in=${validate}`];
}

/** protobufjs cuts `response_body` from HttpRule; the original has it as field 12. */
function copyGoogleApi(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  copyFileSync(join(from, 'annotations.proto'), join(to, 'annotations.proto'));
  const http = readFileSync(join(from, 'http.proto'), 'utf8');
  const whole = http.includes('response_body')
    ? http
    : http.replace('string body = 7;', 'string body = 7;\n    string response_body = 12;');
  writeFileSync(join(to, 'http.proto'), whole);
}

function validateDescriptors(): Uint8Array {
  const seen = new Map<string, FileDescriptorProto>();
  const visit = (file: DescFile) => {
    for (const dependency of file.dependencies) visit(dependency);
    seen.set(file.proto.name, file.proto);
  };
  visit(file_buf_validate_validate);
  return toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: [...seen.values()] }));
}
