import type { DescField } from '@bufbuild/protobuf';
import type { Route } from '../route';
import type { JsonSchema } from '../schema/json-schema';
import { sampleOfMessage } from '../schema/sample';
import { rateLimitHeaders } from './components';
import { jsonContent, sampleRequestId as requestId, type Reference, type Response } from './document';
import type { SchemaCollection } from './schemas';

/** The answers of success of a route, by status. */
export function successesOf(route: Route, collection: SchemaCollection): Record<string, Response> {
  const { successStatus, findsExisting } = route.access;
  const created = successOf(route, collection);
  if (!findsExisting) return { [successStatus]: created };
  const { Location: _, ...headers } = created.headers ?? {};
  const existed = { ...created, description: 'The object existed already.', headers };
  return { 200: existed, [successStatus]: created };
}

function successOf(route: Route, collection: SchemaCollection): Response {
  const field = route.output.fields.find(({ jsonName }) => jsonName === route.responseField);
  const data = dataOf(route, field, collection);
  const meta = { $ref: `#/components/schemas/${route.pageField ? 'ListMeta' : 'Meta'}` };
  return {
    description: collection.answers.comments(field ?? route.output) || 'The answer.',
    headers: headersOf(route, field),
    content: jsonContent(
      { type: 'object', properties: { data, meta }, required: ['data', 'meta'] },
      { data: sampleData(route, field), meta: sampleMeta(route) },
    ),
  };
}

function dataOf({ output }: Route, field: DescField | undefined, { answers }: SchemaCollection): JsonSchema {
  const desc = field ? field.message : output;
  if (!desc) throw new Error(`${output.typeName}: what an answer shows is a message`);
  return field?.fieldKind === 'list' ? { type: 'array', items: answers.use(desc) } : answers.use(desc);
}

function headersOf(route: Route, field: DescField | undefined): Record<string, Reference> {
  const names = [
    'X-Request-Id',
    ...(route.access.public ? [] : rateLimitHeaders),
    ...(hasVersion(route, field) ? ['ETag'] : []),
    ...(route.method === 'POST' ? ['Idempotency-Replayed'] : []),
    ...(route.access.successStatus === 201 ? ['Location'] : []),
  ];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Only a stored object has a version: not what was deleted, and not what is only queued yet. */
function hasVersion({ listField, method, access }: Route, field: DescField | undefined): boolean {
  if (listField || method === 'DELETE' || access.successStatus === 202) return false;
  return field?.message?.fields.some(({ name }) => name === 'id') ?? false;
}

function sampleData({ output }: Route, field: DescField | undefined): unknown {
  const sample = sampleOfMessage(field?.message ?? output);
  return field?.fieldKind === 'list' ? [sample] : sample;
}

function sampleMeta({ pageField }: Route): object {
  return pageField ? { requestId, pagination: { limit: 50, hasMore: false, nextCursor: null } } : { requestId };
}
