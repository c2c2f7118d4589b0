import type { JsonObject } from '@bufbuild/protobuf';
import { messageOf } from './codec';
import { eventTypes, type EventTypeInfo } from './generated/event-types';
import { eventBodySample, eventBodySchema } from './schema/event-schema';
import type { JsonSchema } from './schema/json-schema';
import { schemaOf } from './schema/resource-schema';
import { sampleOfMessage } from './schema/sample';

/** The JSON Schema of a message as the public JSON shows it. */
export function resourceSchema(typeName: string): JsonSchema {
  return schemaOf(messageOf(typeName));
}

/** An example of a message as the public JSON shows it. */
export function sampleOf(typeName: string): JsonObject {
  return sampleOfMessage(messageOf(typeName));
}

/** The JSON Schema of the body that webhooks send for an event type. */
export function eventSchema(name: string): JsonSchema {
  const type = typeOf(name);
  return eventBodySchema(type, resourceSchema(type.resource));
}

/** An example of the body that webhooks send for an event type. */
export function eventSample(name: string): JsonObject {
  const type = typeOf(name);
  return eventBodySample(type, messageOf(type.resource));
}

function typeOf(name: string): EventTypeInfo {
  const type = eventTypes.find((candidate) => candidate.name === name);
  if (!type) throw new Error(`The contract has no event type ${name}`);
  return type;
}
