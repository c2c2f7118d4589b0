import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

const typeUrl = 'type.googleapis.com/fileonion.api.v2.ErrorDetail';

/** What google.rpc.Status says, with the one detail of ours. */
export interface PackedStatus {
  code: number;
  message: string;
  /** An encoded fileonion.api.v2.ErrorDetail. */
  detail: Uint8Array;
}

/**
 * Encodes a google.rpc.Status {code = 1, message = 2, details = 3} whose only detail is an Any {type_url = 1,
 * value = 2}, by hand: no package of ours carries that .proto, and these five fields will never change.
 */
export function packStatus({ code, message, detail }: PackedStatus): Buffer {
  const writer = new BinaryWriter();
  writer.uint32(8).int32(code).uint32(18).string(message);
  writer.uint32(26).fork();
  writer.uint32(10).string(typeUrl).uint32(18).bytes(detail);
  writer.join();
  return Buffer.from(writer.finish());
}

/** The encoded ErrorDetail within an encoded google.rpc.Status, if it has one. Throws when the bytes are no message. */
export function unpackStatus(packed: Uint8Array): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  forEachField(packed, (field, reader) => {
    if (field !== 3) return false;
    found ??= unpackAny(reader.bytes());
    return true;
  });
  return found;
}

function unpackAny(packed: Uint8Array): Uint8Array | undefined {
  let type = '';
  let value: Uint8Array | undefined;
  forEachField(packed, (field, reader) => {
    if (field === 1) type = reader.string();
    else if (field === 2) value = reader.bytes();
    else return false;
    return true;
  });
  return type === typeUrl ? value : undefined;
}

function forEachField(bytes: Uint8Array, read: (field: number, reader: BinaryReader) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (!read(field, reader)) reader.skip(wireType, field);
  }
}
