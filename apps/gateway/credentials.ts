import { createHash } from 'node:crypto';
import { AppError } from '@fileonion/errors';
import { digestOfApiKey, isWellFormedApiKey, looksLikeApiKey } from '@fileonion/service-kit';
import { looksLikeJwt } from './bearer';

/** A bearer token that may be good, as the keys service wants it. The raw API key goes no further than here. */
export type Credential = { readonly id: string } & (
  | { readonly kind: 'api-key'; readonly digest: Buffer }
  | { readonly kind: 'session'; readonly token: string; readonly organizationId: string }
);

/**
 * Reads a bearer token; a typo is refused here, without any look-up. `organizationId` is the one that a person known to
 * several organizations has picked.
 */
export function credentialOf(token: string, organizationId = ''): Credential {
  if (isWellFormedApiKey(token)) {
    const digest = digestOfApiKey(token);
    return { kind: 'api-key', id: digest.toString('base64'), digest };
  }
  if (looksLikeApiKey(token) || !looksLikeJwt(token)) throw new AppError('invalid_credentials');
  const id = createHash('sha256').update(`${token} ${organizationId}`).digest('base64');
  return { kind: 'session', id, token, organizationId };
}
