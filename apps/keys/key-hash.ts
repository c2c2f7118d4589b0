import { createHmac } from 'node:crypto';

/** A secret that is not in the database, so that stolen hashes are of no use. */
export interface Pepper {
  /** Stands in front of every hash that was made with it. */
  readonly id: string;
  readonly secret: Buffer;
}

/** Every form in which a key may be stored; the first is the one for new keys. */
export function hashesOf(peppers: readonly Pepper[], digest: Uint8Array): string[] {
  return peppers.map(({ id, secret }) => `${id}:${createHmac('sha256', secret).update(digest).digest('base64url')}`);
}

/** Reads `id:base64,…`. Throws without showing any of it. */
export function parsePeppers(input: string): Pepper[] {
  const peppers = input.split(',').map((part) => {
    const [, id, secret] = /^\s*(\w{1,20}):([\w+/=-]+)\s*$/.exec(part) ?? [];
    return { id: id ?? '', secret: Buffer.from(secret ?? '', 'base64') };
  });
  if (peppers.some(({ secret }) => secret.length < 32))
    throw new Error('is not a list of id:base64 with 32 bytes or more each.');
  if (new Set(peppers.map(({ id }) => id)).size < peppers.length) throw new Error('has an id twice.');
  return peppers;
}
