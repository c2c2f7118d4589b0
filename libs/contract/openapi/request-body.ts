import type { DescField, JsonObject } from '@bufbuild/protobuf';
import { decodeRequest } from '../decode-request';
import { firstMember } from '../faults';
import { planOf } from '../request-plan';
import type { Route } from '../route';
import { inputSchema } from '../schema/message-schema';
import { sampleOfInput } from '../schema/sample';
import { jsonContent, type Operation } from './document';
import type { SchemaCollection } from './schemas';

/** The body of a route; undefined where a body is ignored or has no fields. */
export function requestBodyOf(route: Route, collection: SchemaCollection): Operation['requestBody'] {
  const { body, shown } = planOf(route);
  if (!body || body.size === 0) return undefined;
  const fields = [...body.values()].map(({ field }) => field);
  const schema = inputSchema(route.input, fields, collection.inputs, shown);
  if (shown) delete schema['required'];
  return {
    required: 'required' in schema,
    content: jsonContent(collection.add(route.input.name, schema), exampleOf(route, fields)),
  };
}

/** A body that can be sent: fields that do not go together with those before them are left out. */
function exampleOf(route: Route, fields: readonly DescField[]): JsonObject {
  const body = sampleOfInput(fields);
  const decoded = decodeRequest(route, { params: {}, query: new URLSearchParams(), body });
  const violations = 'violations' in decoded ? (decoded.violations ?? []) : [];
  for (const { pointer = '' } of violations) delete body[firstMember(pointer)];
  return body;
}
