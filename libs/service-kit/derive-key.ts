import { hkdfSync } from 'node:crypto';

/** A 32-byte key for one purpose, named by `label`, from a secret that serves several (HKDF-SHA-256). */
export function deriveKey(secret: Uint8Array, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', label, 32));
}
