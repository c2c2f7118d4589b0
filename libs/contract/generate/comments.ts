import type { AnyDesc, FileRegistry } from '@bufbuild/protobuf';
import type { Comments } from '../schema/json-schema';

/** Field numbers of descriptor.proto, of which the paths of source locations are made. */
const numbers = { message: 4, enum: 5, service: 6, nestedMessage: 3, nestedEnum: 4, member: 2 };

/** Collects the leading comments of a registry that was built with source info. */
export function readComments(registry: FileRegistry): Comments {
  const texts = new Map<string, string>();
  for (const file of registry.files) {
    for (const { path, leadingComments } of file.proto.sourceCodeInfo?.location ?? []) {
      if (leadingComments) texts.set(`${file.name}:${path.join()}`, unwrap(leadingComments));
    }
  }
  return (desc) => (desc.kind === 'file' ? '' : (texts.get(`${fileOf(desc).name}:${pathOf(desc).join()}`) ?? ''));
}

/** Joins the lines of a paragraph; blank lines stay. */
function unwrap(comment: string): string {
  return comment
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s*\n\s*/g, ' '))
    .join('\n\n')
    .trim();
}

function pathOf(desc: AnyDesc): number[] {
  switch (desc.kind) {
    case 'message':
      return desc.parent
        ? [...pathOf(desc.parent), numbers.nestedMessage, desc.parent.nestedMessages.indexOf(desc)]
        : [numbers.message, desc.file.messages.indexOf(desc)];
    case 'enum':
      return desc.parent
        ? [...pathOf(desc.parent), numbers.nestedEnum, desc.parent.nestedEnums.indexOf(desc)]
        : [numbers.enum, desc.file.enums.indexOf(desc)];
    case 'service':
      return [numbers.service, desc.file.services.indexOf(desc)];
    case 'field':
      return [...pathOf(desc.parent), numbers.member, desc.parent.fields.indexOf(desc)];
    case 'enum_value':
      return [...pathOf(desc.parent), numbers.member, desc.parent.values.indexOf(desc)];
    case 'rpc':
      return [...pathOf(desc.parent), numbers.member, desc.parent.methods.indexOf(desc)];
    default:
      return [];
  }
}

function fileOf(desc: Exclude<AnyDesc, { kind: 'file' }>) {
  return 'file' in desc ? desc.file : desc.parent.file;
}
