import type { ReasonRow } from '../generate/enum-tables';
import type { Route } from '../route';
import { rateLimitHeaders } from './components';
import { jsonContent, sampleRequestId, type Reference, type Response } from './document';

/** Statuses of refusals that every route can answer. */
const always = [400, 422, 429, 500, 503, 504];

/** An answer for each status of the reasons, listing its codes. */
export function errorComponents(reasons: readonly ReasonRow[]): Record<string, Response> {
  const statuses = [...new Set(reasons.map(({ httpStatus }) => httpStatus))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const rows = reasons.filter(({ httpStatus }) => httpStatus === status);
      return [`Error${status}`, { description: codeList(rows), headers: headersOf(status), content: content(rows) }];
    }),
  );
}

/** The refusals of a route: those of its kind, with the codes of its kind, and those whose codes its comment names. */
export function errorsOf(route: Route, comment: string, reasons: readonly ReasonRow[]): Record<string, Reference> {
  const ofKind = codesOf(route);
  const named = reasons.filter(({ code }) => ofKind.includes(code) || comment.includes(`\`${code}\``));
  const statuses = new Set([...always, ...statusesOf(route), ...named.map(({ httpStatus }) => httpStatus)]);
  return Object.fromEntries(
    [...statuses].sort().map((status) => {
      const own = named.filter(({ httpStatus }) => httpStatus === status);
      const description = own.length > 0 ? { description: codeList(own) } : {};
      return [status, { $ref: `#/components/responses/Error${status}`, ...description }];
    }),
  );
}

function statusesOf({ access, method, hasBody, segments }: Route): number[] {
  return [
    ...(access.public ? [] : [401, 403]),
    ...(segments.some(({ variable }) => variable !== undefined) ? [404] : []),
    ...(method === 'POST' ? [409] : []),
    ...(method === 'PUT' || method === 'DELETE' ? [412] : []),
    ...(hasBody ? [413, 415] : []),
  ];
}

const ofCredentials = [
  'missing_credentials',
  'invalid_credentials',
  'expired_api_key',
  'revoked_api_key',
  'disabled_api_key',
];

/** Codes of the statuses that have others, which not every route can answer. */
function codesOf({ access, method, pageField }: Route): string[] {
  return [
    ...(access.public ? [] : [...ofCredentials, 'plan_required']),
    ...(access.anyOf.length > 0 ? ['insufficient_scope'] : []),
    ...(access.roles.length > 0 ? ['role_required'] : []),
    ...(access.feature ? ['feature_disabled'] : []),
    ...(method === 'POST' ? ['idempotency_in_progress', 'idempotency_key_reused'] : []),
    ...(pageField ? ['invalid_cursor'] : []),
    'validation_failed',
  ];
}

function codeList(rows: readonly ReasonRow[]): string {
  return rows.map(({ code, title }) => `- \`${code}\`: ${title}.`).join('\n');
}

function headersOf(status: number): Record<string, Reference> {
  const names = [
    'X-Request-Id',
    ...(status === 401 ? [] : rateLimitHeaders),
    ...([401, 403].includes(status) ? ['WWW-Authenticate'] : []),
    ...(status === 405 ? ['Allow'] : []),
    ...([429, 503].includes(status) ? ['Retry-After'] : []),
  ];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function content([first]: readonly ReasonRow[]): Response['content'] {
  const { code, httpStatus: status, title } = first as ReasonRow;
  const errors =
    code === 'validation_failed'
      ? [{ pointer: '/name', code: 'too_long', detail: 'Must be at most 100 characters.' }]
      : [];
  const error = { status, code, title, detail: `${title}.`, type: `/docs/errors#${code}`, errors };
  return jsonContent(
    { $ref: '#/components/schemas/ErrorEnvelope' },
    { data: null, error, meta: { requestId: sampleRequestId } },
  );
}
