import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import type { RouteTarget } from './target';

/**
 * Tells two calls apart that came with one idempotency key. Bodies are compared as canonical JSON, so that the order of
 * members and white space do not count, and neither does the final slash of the path.
 */
export function fingerprintOf({ route, params }: RouteTarget, body: unknown): string {
  const call = [route.method, route.template, params, body ?? {}];
  return createHash('sha256').update(stringify(call)).digest('base64url');
}
