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
  const schema = inputSchema(route.input, fields, collection.inputs);
  if (shown) {
    // A GET can be sent back: what cannot be set is ignored.
    const properties = schema['properties'] as Record<string, object>;
    for (const { jsonName } of shown.fields) properties[jsonName] ??= { readOnly: true, description: 'Ignored.' };
    delete schema['required'];
  }
  return {
    required: 'required' in schema,
    content: jsonContent(collection.add(route.input.name, schema), sampleOfInput(fields)),
  };
}
