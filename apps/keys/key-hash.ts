import { createHmac } from 'node:crypto';
import { namedSecrets, type NamedSecret } from '@fileonion/service-kit';

/** A secret that is not in the database, so that stolen hashes are of no use. Its id stands in front of what it made. */
export type Pepper = NamedSecret;

/** Every form in which a key may be stored; the first is the one for new keys. */
export function hashesOf(peppers: readonly Pepper[], digest: Uint8Array): string[] {
  return peppers.map(({ id, secret }) => `${id}:${createHmac('sha256', secret).update(digest).digest('base64url')}`);
}

/** Reads `id:base64,…`. Throws without showing any of it. */
export function parsePeppers(input: string): Pepper[] {
  return namedSecrets(input, { bytes: 32, orMore: true });
}
