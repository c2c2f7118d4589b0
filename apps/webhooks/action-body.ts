import { messageToJson } from '@fileonion/contract';
import { payloadOf, type ActionFields } from './action';
import { merge, type JsonObject } from './merge';

/** Full name of what actions are about. */
export const REQUEST_TYPE = 'fileonion.requests.v2.Request';

/** The bytes that an action sends for a request, given as its JSON, however often. */
export function actionBody(action: Pick<ActionFields, 'payload' | 'includeRequestData'>, request: JsonObject): Buffer {
  const payload = payloadOf(action) ?? {};
  return Buffer.from(JSON.stringify(action.includeRequestData ? merge(request, payload) : payload));
}

/** A request as GET shows it. */
export function requestJson(request: Uint8Array): JsonObject {
  return messageToJson(REQUEST_TYPE, request);
}
