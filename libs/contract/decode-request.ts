import { create, toBinary, type DescField, type Message } from '@bufbuild/protobuf';
import { FieldMaskSchema } from '@bufbuild/protobuf/wkt';
import { checkRules, type Part } from './check-rules';
import { readObject, set } from './decode-message';
import { queryToJson } from './decode-query';
import { isObject } from './decode-struct';
import { Faults, firstMember, type Violation } from './faults';
import { planOf, type RequestPlan } from './request-plan';
import type { Route } from './route';

/** The parts of an HTTP request that fill a request message. */
export interface RequestParts {
  /** Values of the path variables. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Headers by lower-case name; only those are read that the route declares. */
  headers?: Record<string, string | string[] | undefined>;
  /** The parsed JSON body; undefined where there is none. */
  body?: unknown;
}

/** The encoded request message, or why there is none. */
export type DecodedRequest =
  | { ok: true; bytes: Uint8Array }
  | { ok: false; notFound: true }
  | { ok: false; notFound?: undefined; violations: Violation[] };

/**
 * Makes the request message of a route, checked against every rule of the proto. All faults are reported at once; only
 * where there is none does an impossible value in the path make the object not found.
 */
export function decodeRequest(route: Route, parts: RequestParts): DecodedRequest {
  const plan = planOf(route);
  const message = create(route.input);
  const path = readPath(plan, parts, message);
  const headers = readHeaders(plan, parts, message);
  const query = readQuery(plan, parts, message);
  const body = readBody(plan, parts, message);
  checkRules(route.input, message, (field) => {
    if (field && plan.path.has(field.jsonName)) return path;
    if (field && plan.headers.has(field.jsonName)) return headers;
    if (!body) return query;
    return field && isUntouched(plan, body, field) ? undefined : body;
  });
  const violations = [
    ...(body?.faults.list ?? []),
    ...inParameters(query.faults, (name) => name),
    ...inParameters(headers.faults, (name) => plan.headerNames.get(name) as string),
  ];
  if (violations.length > 0) return { ok: false, violations };
  if (path.faults.list.length > 0) return { ok: false, notFound: true };
  return { ok: true, bytes: toBinary(route.input, message) };
}

function readPath(plan: RequestPlan, { params }: RequestParts, message: Message): Part {
  const json: Record<string, unknown> = {};
  for (const [name, { field }] of plan.path) json[name] = params[field.name];
  const faults = new Faults();
  readObject(plan.path, message, json, '', { faults, shown: undefined });
  return { json, faults };
}

function readHeaders(plan: RequestPlan, { headers = {} }: RequestParts, message: Message): Part {
  const json: Record<string, unknown> = {};
  for (const [name, header] of plan.headerNames) if (headers[header] !== undefined) json[name] = headers[header];
  const faults = new Faults();
  readObject(plan.headers, message, json, '', { faults, shown: undefined });
  return { json, faults };
}

function readQuery(plan: RequestPlan, { query }: RequestParts, message: Message): Part {
  const faults = new Faults();
  const json = queryToJson(plan.query, query, faults);
  readObject(plan.query, message, json, '', { faults, shown: undefined });
  return { json, faults };
}

function readBody(plan: RequestPlan, { body = {} }: RequestParts, message: Message): Part | undefined {
  if (!plan.body) return undefined;
  const faults = new Faults();
  if (!isObject(body)) {
    faults.add('', 'invalid_type', 'The body must be a JSON object.');
    return { json: {}, faults };
  }
  const present = readObject(plan.body, message, body, '', { faults, shown: plan.shown });
  if (plan.mask) set(message, plan.mask, create(FieldMaskSchema, { paths: present.map(({ name }) => name) }));
  return { json: body, faults };
}

/** In an update, a field that the body does not have stays as it is, and so breaks no rule. */
function isUntouched({ mask }: RequestPlan, { json }: Part, { jsonName }: DescField): boolean {
  return mask !== undefined && !Object.hasOwn(json, jsonName);
}

/** A parameter is flat: the first token of the pointer names it. */
function inParameters({ list }: Faults, nameOf: (field: string) => string): Violation[] {
  return list.map(({ pointer, code, detail }) => ({ parameter: nameOf(firstMember(pointer)), code, detail }));
}
