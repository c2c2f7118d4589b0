import { fromBinary, type DescMessage, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { encodeField, encodeMessage } from './encode-message';
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

/** The descriptor of a message. Throws where the contract has none of that name. */
export function messageOf(typeName: string): DescMessage {
  const desc = registry.getMessage(typeName);
  if (!desc) throw new Error(`The contract has no message ${typeName}`);
  return desc;
}
