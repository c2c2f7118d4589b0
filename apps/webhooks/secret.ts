import { randomBytes } from 'node:crypto';

const secretPrefix = 'whsec_';

/** A new signing secret. */
export function newSecret(): string {
  return secretPrefix + randomBytes(32).toString('base64');
}

/** The bytes behind a secret, which Standard Webhooks signs with. */
export function bytesOfSecret(secret: string): Buffer {
  return Buffer.from(secret.slice(secretPrefix.length), 'base64');
}
