import { matchRoute, type Route } from '@fileonion/contract';

/** A page of the gateway's own. */
export type Page = 'openapi' | 'reference' | 'webhooks' | 'errors';

/** A route with the values of its path's variables, and the query as it was sent. */
export interface RouteTarget {
  kind: 'route';
  route: Route;
  params: Record<string, string>;
  query: string;
}

/** What a request line names. */
export type Target =
  | RouteTarget
  | { kind: 'page'; page: Page }
  // The path exists, the method does not. `open`: whatever the path offers needs no credentials.
  | { kind: 'other-method'; allow: string[]; open: boolean }
  | { kind: 'unknown' }
  | { kind: 'malformed' };

const pages = new Map<string, Page>([
  ['/openapi.json', 'openapi'],
  ['/docs', 'reference'],
  ['/docs/webhooks', 'webhooks'],
  ['/docs/errors', 'errors'],
]);

/** Finds what a method and a request target name. Every path counts with and without a final slash. */
export function findTarget(method: string, url: string): Target {
  const [path, query] = pathAndQuery(url);
  if (!isWellEncoded(path) || !isWellEncoded(query)) return { kind: 'malformed' };
  const page = pages.get(path.replace(/\/$/, ''));
  if (page) return ofPage(method, page);
  const match = matchRoute(method, path);
  if (!match) return { kind: 'unknown' };
  if ('route' in match) return { kind: 'route', query, ...match };
  return {
    kind: 'other-method',
    allow: [...match.allow, 'OPTIONS'],
    open: match.allow.every((other) => isPublic(other, path)),
  };
}

/** What a target is called in logs and metrics: the template of a route, and never a path, which may hold a link's token. */
export function nameOf(target: Target): string {
  if (target.kind === 'route') return target.route.template;
  return target.kind === 'page' ? target.page : target.kind;
}

/** Whether a target can be had without credentials; then credentials are not even looked at. */
export function isOpen(target: Target): boolean {
  switch (target.kind) {
    case 'route':
      return target.route.access.public;
    case 'page':
      return true;
    case 'other-method':
      return target.open;
    default:
      return false;
  }
}

function ofPage(method: string, page: Page): Target {
  if (method === 'GET' || method === 'HEAD') return { kind: 'page', page };
  return { kind: 'other-method', allow: ['GET', 'HEAD', 'OPTIONS'], open: true };
}

function isPublic(method: string, path: string): boolean {
  const match = matchRoute(method, path);
  return match !== undefined && 'route' in match && match.route.access.public;
}

/** A proxy may send the absolute form, `http://host/path`. */
function pathAndQuery(url: string): [path: string, query: string] {
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

function isWellEncoded(text: string): boolean {
  if (!text.includes('%')) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
