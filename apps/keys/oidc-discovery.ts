import { AppError } from '@fileonion/errors';
import { fetchJson } from './fetch-json';

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address of an issuer can be trusted to be the issuer's: https, or plain http that leaves no machine. */
export function isSafeIssuerAddress(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && loopbackHosts.includes(url.hostname));
}

/** Where an issuer publishes its keys, by OpenID Connect discovery. */
export async function fetchKeySetAddress(issuer: string): Promise<URL> {
  const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const { issuer: named, jwks_uri: address } = (document ?? {}) as Record<string, unknown>;
  if (named !== issuer) throw unusable('The discovery document is of another issuer');
  if (typeof address !== 'string' || !isSafeIssuerAddress(address)) throw unusable('The issuer names no safe jwks_uri');
  return new URL(address);
}

function unusable(problem: string): AppError {
  return new AppError('unavailable', undefined, { retryAfterSeconds: 30, cause: new Error(problem) });
}
