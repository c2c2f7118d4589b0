import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { readersOf, type FieldReader } from './decode-message';
import type { Route } from './route';

/** Which part of an HTTP request fills which field; every map is keyed by the field's JSON name. */
export interface RequestPlan {
  path: ReadonlyMap<string, FieldReader>;
  headers: ReadonlyMap<string, FieldReader>;
  query: ReadonlyMap<string, FieldReader>;
  /** Undefined where a body is ignored. */
  body: ReadonlyMap<string, FieldReader> | undefined;
  /** Header names of the fields in `headers`. */
  headerNames: ReadonlyMap<string, string>;
  /** The update mask, in an update. */
  mask: DescField | undefined;
  /** The message that a GET shows, in an update. */
  shown: DescMessage | undefined;
}

const known = new WeakMap<Route, RequestPlan>();

/** The plan of a route. */
export function planOf(route: Route): RequestPlan {
  const found = known.get(route);
  if (found) return found;
  const plan = makePlan(route);
  known.set(route, plan);
  return plan;
}

function makePlan(route: Route): RequestPlan {
  const { headerFields } = route.access;
  const variables = new Set(route.segments.map(({ variable }) => variable));
  const mask = route.input.fields.find(({ name }) => name === 'update_mask');
  const path = new Map<string, FieldReader>();
  const headers = new Map<string, FieldReader>();
  const content = new Map<string, FieldReader>();
  for (const [json, reader] of readersOf(route.input)) {
    const { name } = reader.field;
    const target = variables.has(name) ? path : headerFields.some(({ field }) => field === name) ? headers : content;
    target.set(json, reader);
  }
  return {
    path,
    headers,
    query: route.hasBody ? new Map() : content,
    body: route.hasBody ? content : undefined,
    headerNames: new Map(headerFields.map(({ header, field }) => [jsonNameOf(route, field), header])),
    mask,
    shown: mask && route.output.fields.find(({ jsonName }) => jsonName === route.responseField)?.message,
  };
}

function jsonNameOf({ input }: Route, name: string): string {
  return input.fields.find((field) => field.name === name)?.jsonName ?? name;
}
