import { create, toBinary } from '@bufbuild/protobuf';
import { messageOf } from '../codec';
import { readObject, readersOf } from '../decode-message';
import { isObject } from '../decode-struct';
import { Faults } from '../faults';

/** Encodes a message from its public JSON; its rules are not applied. Throws, listing what could not be read. */
export function messageFromJson(typeName: string, json: unknown): Uint8Array {
  const desc = messageOf(typeName);
  if (!isObject(json)) throw new TypeError(`${typeName}: not a JSON object`);
  const faults = new Faults();
  const message = create(desc);
  readObject(readersOf(desc), message, json, '', { faults, shown: undefined });
  if (faults.list.length > 0) {
    throw new TypeError(`${typeName}: ${faults.list.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' ')}`);
  }
  return toBinary(desc, message);
}
