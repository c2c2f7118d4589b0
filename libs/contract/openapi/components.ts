import type { ReasonRow } from '../generate/enum-tables';
import type { JsonSchema } from '../schema/json-schema';
import type { Header } from './document';

/** What an API key has used of its limit; on no other answers. */
export const rateLimitHeaders = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'];

/** Headers of answers. */
export const headers: Record<string, Header> = {
  'X-Request-Id': { description: 'The id of the request, as in `meta.requestId`.', schema: { type: 'string' } },
  'X-RateLimit-Limit': {
    description: 'Calls a minute that the API key has; on answers to API keys.',
    schema: { type: 'integer' },
  },
  'X-RateLimit-Remaining': { description: 'Calls that are left in this window.', schema: { type: 'integer' } },
  'X-RateLimit-Reset': { description: 'When the window ends, in Unix seconds.', schema: { type: 'integer' } },
  ETag: { description: 'The version of the object, for `If-Match`.', schema: { type: 'string' } },
  Location: { description: 'The path of the new object.', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: '`true` when this is the kept answer of an earlier call.',
    schema: { type: 'string', const: 'true' },
  },
  'Retry-After': { description: 'Seconds after which another try makes sense.', schema: { type: 'integer' } },
  'WWW-Authenticate': {
    description: 'How to authenticate: `Bearer`; on a 403, only where the API key lacks a scope.',
    schema: { type: 'string' },
  },
  Allow: { description: 'The methods that the path offers.', schema: { type: 'string' } },
};

/** How callers prove who they are. */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `fo_live_…`. It acts as the user who created it, within its scopes.',
  },
  session: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token of the OpenID Connect issuer. It carries no scopes: the role decides.',
  },
};

/** Schemas of the envelope. */
export function envelopeSchemas(reasons: readonly ReasonRow[]): Record<string, JsonSchema> {
  const text: JsonSchema = { type: 'string' };
  const object = (properties: Record<string, JsonSchema>, optional: string[] = []): JsonSchema => ({
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  });
  const fault = object({ pointer: text, parameter: text, code: text, detail: text }, ['pointer', 'parameter']);
  const error = object({
    status: { type: 'integer' },
    code: { type: 'string', enum: reasons.map(({ code }) => code) },
    title: text,
    detail: text,
    type: { type: 'string', format: 'uri-reference' },
    errors: { type: 'array', items: { $ref: '#/components/schemas/Fault' } },
  });
  return {
    Meta: object({ requestId: text }),
    ListMeta: object({ requestId: text, pagination: { $ref: '#/components/schemas/Page' } }),
    Fault: { ...fault, description: 'One fault of the input, by a pointer into the body or the name of a parameter.' },
    Error: { ...error, description: 'Why the call was refused: the members of RFC 9457, `code` and every fault.' },
    ErrorEnvelope: object({
      data: { type: 'null' },
      error: { $ref: '#/components/schemas/Error' },
      meta: { $ref: '#/components/schemas/Meta' },
    }),
  };
}
