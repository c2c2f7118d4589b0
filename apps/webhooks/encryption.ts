import { namedSecrets, seal, unseal } from '@fileonion/service-kit';

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

/** The first key encrypts, every one decrypts: so a new one can be put in front of the others. */
export function createEncryption(keys: EncryptionKey[]): Encryption {
  const [current] = keys;
  if (!current) throw new Error('there is no encryption key');
  return {
    seal: (text, context) => `${current.id}:${seal(current.bytes, Buffer.from(text), context).toString('base64')}`,
    isCurrent: (sealed) => sealed.startsWith(`${current.id}:`),
    open(sealed, context) {
      const separator = sealed.indexOf(':');
      const key = keys.find(({ id }) => id === sealed.slice(0, separator));
      if (!key) throw new Error(`there is no encryption key ${sealed.slice(0, separator)}`);
      const text = unseal(key.bytes, Buffer.from(sealed.slice(separator + 1), 'base64'), context);
      if (!text) throw new Error('the text was altered, or sealed for another context');
      return text.toString();
    },
  };
}

/** Reads keys written as `id:base64` and separated by commas. @throws where they are not. */
export function parseEncryptionKeys(text: string): EncryptionKey[] {
  return namedSecrets(text, { bytes: 32 }).map(({ id, secret }) => ({ id, bytes: secret }));
}
