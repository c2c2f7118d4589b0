import type { DescMethod, FileRegistry } from '@bufbuild/protobuf';
import type { ReasonRow } from '../generate/enum-tables';
import type { Route } from '../route';
import type { Comments } from '../schema/json-schema';
import { envelopeSchemas, headers, securitySchemes } from './components';
import type { OpenApiDocument } from './document';
import { errorComponents } from './errors';
import { introduction } from './introduction';
import { operationOf, tagOf } from './operation';
import { commonParameters } from './parameters';
import { SchemaCollection } from './schemas';

/** What the reference is made of. */
export interface Sources {
  registry: FileRegistry;
  routes: readonly Route[];
  reasons: readonly ReasonRow[];
  comments: Comments;
}

/** The OpenAPI document of every route. */
export function buildOpenApi({ registry, routes, reasons, comments }: Sources): OpenApiDocument {
  const collection = new SchemaCollection(comments);
  for (const [name, schema] of Object.entries(envelopeSchemas(reasons))) collection.add(name, schema);
  useAnswersFirst(routes, collection);
  const paths: OpenApiDocument['paths'] = {};
  const tags = new Map<string, string>();
  for (const route of routes) {
    const method = methodOf(registry, route);
    tags.set(tagOf(method), comments(method.parent));
    const path = (paths[pathOf(route)] ??= {});
    path[route.method.toLowerCase()] = operationOf(route, method, collection, reasons);
  }
  return {
    openapi: '3.1.1',
    info: { title: 'FileOnion API', version: '2.0', description: introduction },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: [...tags].map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: sorted(collection.byName),
      responses: errorComponents(reasons),
      parameters: commonParameters,
      headers,
      securitySchemes,
    },
  };
}

/** A message that both answers and requests hold has its plain name as answers show it. */
function useAnswersFirst(routes: readonly Route[], { answers }: SchemaCollection): void {
  for (const { output, responseField } of routes) {
    const field = output.fields.find(({ jsonName }) => jsonName === responseField);
    answers.use(field?.message ?? output);
    for (const { message } of output.fields) if (message?.name === 'Page') answers.use(message);
  }
}

function methodOf(registry: FileRegistry, { rpcPath }: Route): DescMethod {
  const [, service = '', name] = rpcPath.split('/');
  return registry.getService(service)?.methods.find((method) => method.name === name) as DescMethod;
}

function pathOf({ segments, input }: Route): string {
  const names = new Map(input.fields.map(({ name, jsonName }) => [name, jsonName]));
  return segments.map(({ literal, variable }) => `/${literal ?? `{${names.get(variable as string)}}`}`).join('');
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
