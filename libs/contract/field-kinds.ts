import type { DescField, DescMessage } from '@bufbuild/protobuf';

/** Whether a message is a moment. */
export function isTimestamp(desc: DescMessage): boolean {
  return desc.typeName === 'google.protobuf.Timestamp';
}

/** Whether a message is a free JSON object, which the runtime holds as such. */
export function isStruct(desc: DescMessage): boolean {
  return desc.typeName === 'google.protobuf.Struct';
}

/** The field that JSON calls so; undefined where the message is, or has none. */
export function fieldNamed(desc: DescMessage | undefined, jsonName: string): DescField | undefined {
  return desc?.fields.find((field) => field.jsonName === jsonName);
}

/** Stops at a field of a kind that has no public JSON form. */
export function refuse(field: DescField): never {
  throw new Error(
    `${field.parent.file.name}.proto: ${field.toString()} must be a string, bool, int32, double, enum, Timestamp, ` +
      'Struct, a message of these, or repeated; maps, oneofs, bytes and 64 bits have no public JSON form',
  );
}
