import type { DescField, DescMessage, DescMethod, FileRegistry, Message } from '@bufbuild/protobuf';
import { encodeMessage } from './encode-message';
import { optionOf } from './options';
import type { Access, Route, RouteMethod, Segment } from './route';

interface HttpRule {
  pattern: { case?: string; value: string };
  body: string;
  responseBody: string;
  additionalBindings: unknown[];
}

/** Every public method, literal before variable. Throws, naming the method, where its options do not fit. */
export function compileRoutes(registry: FileRegistry): Route[] {
  const routes: Route[] = [];
  for (const desc of registry) {
    if (desc.kind !== 'service') continue;
    for (const method of desc.methods) {
      const http = optionOf<HttpRule>(method, 'google.api.http');
      if (http) routes.push(compileRoute(method, http.value));
    }
  }
  return routes.sort(bySegments);
}

function compileRoute(method: DescMethod, http: HttpRule): Route {
  const { input, output } = method;
  const template = http.pattern.value;
  const segments = segmentsOf(template);
  const responseField = responseFieldOf(method, http.responseBody);
  const variables = segments.flatMap(({ variable }) => variable ?? []);
  const byName = new Map(input.fields.map((field) => [field.name, field]));
  for (const name of variables) if (!byName.has(name)) fail(method, `${input.name} lacks the path variable ${name}`);
  return {
    method: verbOf(method, http),
    template,
    segments,
    rpcPath: `/${method.parent.typeName}/${method.name}`,
    operationId: method.localName,
    service: method.parent.typeName.split('.')[1] as string,
    input,
    output,
    hasBody: hasBody(method, http.body),
    responseField: responseField?.jsonName,
    listField: responseField?.fieldKind === 'list' ? responseField.jsonName : undefined,
    pageField: pageFieldOf(output)?.jsonName,
    access: accessOf(method),
  };
}

function verbOf(method: DescMethod, { pattern, additionalBindings }: HttpRule): RouteMethod {
  const verb = pattern.case?.toUpperCase() ?? '';
  if (!/^(GET|POST|PUT|DELETE)$/.test(verb)) fail(method, 'its route has no usual verb');
  if (additionalBindings.length > 0) fail(method, 'a route has one binding');
  return verb as RouteMethod;
}

function hasBody(method: DescMethod, body: string): boolean {
  if (body !== '' && body !== '*') fail(method, 'the body is "*" or absent');
  return body === '*';
}

function segmentsOf(template: string): Segment[] {
  return template
    .slice(1)
    .split('/')
    .map((part) => (part.startsWith('{') ? { variable: part.slice(1, -1) } : { literal: part }));
}

function responseFieldOf(method: DescMethod, name: string): DescField | undefined {
  if (name === '') return undefined;
  const field = method.output.fields.find((candidate) => candidate.name === name);
  return field ?? fail(method, `${method.output.name} lacks the response_body ${name}`);
}

function pageFieldOf(output: DescMessage): DescField | undefined {
  return output.fields.find(({ message }) => message?.typeName === 'fileonion.api.v2.Page');
}

function accessOf(method: DescMethod): Access {
  const access = optionOf<Message>(method, 'fileonion.api.v2.access');
  if (!access?.option.message) return fail(method, 'a method with a route needs the option access');
  const json = encodeMessage(access.option.message, access.value) as unknown as Access;
  return { ...json, successStatus: json.successStatus || 200 };
}

/** Where two templates share a prefix, fixed text comes before a variable, so that `/teams/my-teams` is no id. */
function bySegments(a: Route, b: Route): number {
  for (const [index, left] of a.segments.entries()) {
    const right = b.segments[index];
    if (!right) return 1;
    if ((left.literal === undefined) !== (right.literal === undefined)) return left.literal === undefined ? 1 : -1;
    if (left.literal !== right.literal) return (left.literal as string) < (right.literal as string) ? -1 : 1;
  }
  return a.segments.length - b.segments.length || methodOrder(a) - methodOrder(b);
}

function methodOrder({ method }: Route): number {
  return ['GET', 'POST', 'PUT', 'DELETE'].indexOf(method);
}

function fail(method: DescMethod, what: string): never {
  throw new Error(`${method.parent.file.name}.proto: ${method.parent.name}.${method.name}: ${what}`);
}
