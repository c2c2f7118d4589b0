import { create, fromBinary, toBinary, type DescMessage, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { readObject, readersOf } from './decode-message';
import { isObject } from './decode-struct';
import { encodeField, encodeMessage } from './encode-message';
import { Faults } from './faults';
import { registry } from './registry';
import type { Route } from './route';

/** Where a list stands. */
export interface Pagination {
  limit: number;
  hasMore: boolean;
  nextCursor: string | null;
}

/** What a response message shows. */
export interface EncodedResponse {
  data: JsonValue;
  /** Set for lists. */
  page?: Pagination;
}

/** Makes `data`, and for a list its page, of an encoded response message. */
export function encodeResponse(route: Route, bytes: Uint8Array): EncodedResponse {
  const { output, responseField, pageField } = route;
  const message = fromBinary(output, bytes);
  const field = output.fields.find(({ jsonName }) => jsonName === responseField);
  const page = output.fields.find(({ jsonName }) => jsonName === pageField);
  const data = field ? encodeField(field, message) : encodeMessage(output, message);
  return page ? { data, page: encodeField(page, message) as unknown as Pagination } : { data };
}

/** An encoded message as the public JSON shows it. */
export function messageToJson(typeName: string, bytes: Uint8Array): JsonObject {
  const desc = messageOf(typeName);
  return encodeMessage(desc, fromBinary(desc, bytes));
}

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

/** The descriptor of a message. Throws where the contract has none of that name. */
export function messageOf(typeName: string): DescMessage {
  const desc = registry.getMessage(typeName);
  if (!desc) throw new Error(`The contract has no message ${typeName}`);
  return desc;
}
