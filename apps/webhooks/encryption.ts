import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key for what is encrypted at rest. */
export interface EncryptionKey {
  id: string;
  bytes: Buffer;
}

/** Encrypts secrets for the database. */
export interface Encryption {
  /** Encrypts with the first key. `context` names where the text belongs: it opens nowhere else. */
  seal(text: string, context: string): string;
  /** @throws where the text was not sealed for this context by one of the keys. */
  open(sealed: string, context: string): string;
  /** Whether the first key sealed this. */
  isCurrent(sealed: string): boolean;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The first key encrypts, every one decrypts: so a new one can be put in front of the others. */
export function createEncryption(keys: EncryptionKey[]): Encryption {
  const [current] = keys;
  if (!current) throw new Error('there is no encryption key');
  return {
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current.bytes, nonce).setAAD(Buffer.from(context));
      const parts = [nonce, cipher.update(text, 'utf8'), cipher.final()];
      return `${current.id}:${Buffer.concat([...parts, cipher.getAuthTag()]).toString('base64')}`;
    },
    isCurrent: (sealed) => sealed.startsWith(`${current.id}:`),
    open(sealed, context) {
      const separator = sealed.indexOf(':');
      const key = keys.find(({ id }) => id === sealed.slice(0, separator));
      if (!key) throw new Error(`there is no encryption key ${sealed.slice(0, separator)}`);
      const bytes = Buffer.from(sealed.slice(separator + 1), 'base64');
      const decipher = createDecipheriv(CIPHER, key.bytes, bytes.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

/** Reads keys written as `id:base64` and separated by commas. @throws where they are not. */
export function parseEncryptionKeys(text: string): EncryptionKey[] {
  const keys = text.split(',').map((part) => {
    const [, id, base64] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]+=*)$/.exec(part.trim()) ?? [];
    const bytes = Buffer.from(base64 ?? '', 'base64');
    if (!id || bytes.length !== 32) throw new Error('is not a list of id:base64, each of 32 bytes.');
    return { id, bytes };
  });
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new Error('has an id twice.');
  return keys;
}
