import { type DescMessage, type JsonObject } from '@bufbuild/protobuf';
import { eventSamples } from './event-samples';
import type { JsonSchema } from './json-schema';
import { sampleOfMessage } from './sample';

/** What an event type says of its body. */
export interface EventShape {
  name: string;
  hasPrevious: boolean;
}

const text = { type: 'string' };

/** The JSON Schema of a webhook body, given that of its resource. */
export function eventBodySchema({ name, hasPrevious }: EventShape, resource: JsonSchema): JsonSchema {
  const { properties } = resource;
  const previous = {
    type: 'object',
    properties: properties as JsonObject,
    description: 'The changed fields as they were.',
  };
  return {
    type: 'object',
    properties: {
      id: { ...text, pattern: '^evt_' },
      type: { const: name },
      createdAt: { ...text, format: 'date-time' },
      organizationId: { ...text, format: 'uuid' },
      apiVersion: { const: 'v2' },
      data: resource,
      ...(hasPrevious && { previous }),
    },
    required: ['id', 'type', 'createdAt', 'organizationId', 'apiVersion', 'data', ...(hasPrevious ? ['previous'] : [])],
  };
}

/** A webhook body as it could be. */
export function eventBodySample({ name, hasPrevious }: EventShape, resource: DescMessage): JsonObject {
  const { data, previous = {} } = eventSamples[name] ?? {};
  return {
    id: 'evt_0199b2c4-8a20-7f10-8d3c-5c9e7b215e88',
    type: name,
    createdAt: '2026-01-15T09:30:00.000Z',
    organizationId: '0199b2c4-1f00-7b44-a6d1-2a7d5f903c66',
    apiVersion: 'v2',
    data: { ...sampleOfMessage(resource), ...data },
    ...(hasPrevious && { previous }),
  };
}
