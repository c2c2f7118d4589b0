import { payloadOf, type ActionFields } from './action';
import { merge, type JsonObject } from './merge';

/** Full name of what actions are about. */
export const requestType = 'fileonion.requests.v2.Request';

/** What an action makes of a request. */
export type ActionContent = Pick<ActionFields, 'payload' | 'includeRequestData'>;

/** The bytes that an action sends for a request, given as its JSON, however often. */
export function actionBody(content: ActionContent, request: JsonObject): Buffer {
  const payload = payloadOf(content) ?? {};
  return Buffer.from(JSON.stringify(content.includeRequestData ? merge(request, payload) : payload));
}

/** The request, as GET shows it, that an event's body is about. */
export function requestIn(eventBody: Buffer): JsonObject {
  return (JSON.parse(eventBody.toString()) as { data: JsonObject }).data;
}

/** Whether two contents make the same of every request. */
export function isSameContent(one: ActionContent, other: ActionContent): boolean {
  return one.payload === other.payload && one.includeRequestData === other.includeRequestData;
}
