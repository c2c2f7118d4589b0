import type { Route } from './route';

/** A route and the path's values for its variables, or the methods that the path offers instead. */
export type RouteMatch = { route: Route; params: Record<string, string> } | { allow: string[] };

/** Finds the route of a method and path; undefined where no route has the path. `HEAD` finds what `GET` finds. */
export type MatchRoute = (method: string, path: string) => RouteMatch | undefined;

interface Node {
  literals: Map<string, Node>;
  variable: Node | undefined;
  routes: Map<string, Route>;
}

/** Makes the look-up for a set of routes: segment by segment, fixed text before a variable, with or without a final slash. */
export function createRouteMatcher(routes: Route[]): MatchRoute {
  const root = emptyNode();
  for (const route of routes) insert(root, route);
  return (method, path) => {
    const parts = partsOf(path);
    const node = parts && find(root, parts, 0);
    if (!node) return undefined;
    const route = node.routes.get(method === 'HEAD' ? 'GET' : method);
    return route ? { route, params: paramsOf(route, parts) } : { allow: allowOf(node) };
  };
}

function insert(root: Node, route: Route): void {
  let node = root;
  for (const { literal } of route.segments) {
    const next = (literal === undefined ? node.variable : node.literals.get(literal)) ?? emptyNode();
    if (literal === undefined) node.variable = next;
    else node.literals.set(literal, next);
    node = next;
  }
  if (node.routes.has(route.method)) throw new Error(`Two methods have the route ${route.method} ${route.template}`);
  node.routes.set(route.method, route);
}

function find(node: Node, parts: string[], depth: number): Node | undefined {
  const part = parts[depth];
  if (part === undefined) return node.routes.size > 0 ? node : undefined;
  const literal = node.literals.get(part);
  const found = literal && find(literal, parts, depth + 1);
  if (found || part === '' || !node.variable) return found;
  return find(node.variable, parts, depth + 1);
}

/** The decoded segments; a segment that is not valid percent encoding stays as it is and then names nothing. */
function partsOf(path: string): string[] | undefined {
  if (!path.startsWith('/')) return undefined;
  const end = path.length > 1 && path.endsWith('/') ? path.length - 1 : path.length;
  return path.slice(1, end).split('/').map(decode);
}

function decode(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function paramsOf({ segments }: Route, parts: string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [index, { variable }] of segments.entries()) {
    if (variable !== undefined) params[variable] = parts[index] as string;
  }
  return params;
}

function allowOf({ routes }: Node): string[] {
  const methods = [...routes.keys()];
  return methods.includes('GET') ? ['HEAD', ...methods] : methods;
}

function emptyNode(): Node {
  return { literals: new Map(), variable: undefined, routes: new Map() };
}
