import { fromBinary, toJson } from '@bufbuild/protobuf';
import { decodeRequest, type RequestParts } from '../decode-request';
import type { Route } from '../route';
import { routes } from '../routes';

/** An id that is well-formed, for every variable of a path. */
export const id = '0190a5c1-0000-7000-8000-000000000001';

/** Decodes, and gives the request in proto JSON, the faults as `place code`, or `not found`. */
export function decode(operationId: string, parts: Partial<Omit<RequestParts, 'query'>> & { query?: string }): unknown {
  const route = routeOf(operationId);
  const params = Object.fromEntries(route.segments.flatMap(({ variable }) => (variable ? [[variable, id]] : [])));
  const query = new URLSearchParams(parts.query);
  const decoded = decodeRequest(route, { params, ...parts, query });
  if (decoded.ok) return toJson(route.input, fromBinary(route.input, decoded.bytes));
  if (decoded.notFound) return 'not found';
  return decoded.violations.map(({ pointer, parameter, code }) => `${pointer ?? `?${parameter}`} ${code}`).sort();
}

function routeOf(operationId: string): Route {
  const route = routes.find((candidate) => candidate.operationId === operationId);
  if (!route) throw new Error(`There is no route ${operationId}`);
  return route;
}
