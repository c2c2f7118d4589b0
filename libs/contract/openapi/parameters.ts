import type { DescField } from '@bufbuild/protobuf';
import { planOf } from '../request-plan';
import type { Route } from '../route';
import type { SchemaStyle } from '../schema/json-schema';
import { fieldSchema } from '../schema/field-schema';
import type { Parameter, Reference } from './document';

/** Headers that many requests take. */
export const commonParameters: Record<string, Parameter> = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description:
      'An id of your own for this request, of 1 to 128 letters, digits, `_`, `.` and `-`; it is echoed, and shown in ' +
      '`meta.requestId`. Any other is replaced.',
    schema: { type: 'string' },
  },
  OrganizationId: {
    name: 'X-Organization-Id',
    in: 'header',
    description:
      'For user sessions of people who belong to several organizations: the id of one; without it, the one joined first. ' +
      'Means nothing to an API key.',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes the call safe to repeat: for 24 hours, a call with the same key has no further effect and gets the first ' +
      'successful answer again, with `Idempotency-Replayed: true`. 1 to 255 printable ASCII ' +
      'characters; any other key is `malformed_request`.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'An `ETag`, or several of them with commas between. The call is refused with `precondition_failed` if the object has ' +
      'changed since; an empty header is `malformed_request`.',
    schema: { type: 'string', minLength: 1 },
  },
};

/** The parameters of a route: its path, its query, its headers. */
export function parametersOf(route: Route, style: SchemaStyle): (Parameter | Reference)[] {
  const { path, query, headers, headerNames } = planOf(route);
  return [
    ...[...path.values()].map(({ field }) => parameter(field, field.jsonName, 'path', style)),
    ...[...query.values()].map(({ field }) => parameter(field, field.jsonName, 'query', style)),
    ...[...headers.values()].map(({ field }) =>
      parameter(field, headerNames.get(field.jsonName) ?? field.jsonName, 'header', style),
    ),
    ...commonNames(route).map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function parameter(field: DescField, name: string, place: Parameter['in'], style: SchemaStyle): Parameter {
  const { description, ...schema } = fieldSchema(field, false, style);
  return {
    name,
    in: place,
    ...(place === 'path' && { required: true }),
    ...(typeof description === 'string' && { description }),
    schema,
  };
}

function commonNames({ method, access }: Route): string[] {
  return [
    ...(method === 'POST' ? ['IdempotencyKey'] : []),
    ...(method === 'PUT' || method === 'DELETE' ? ['IfMatch'] : []),
    ...(access.public ? [] : ['OrganizationId']),
    'RequestId',
  ];
}
