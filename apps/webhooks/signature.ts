import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { bytesOfSecret } from './secret';

/** A secret, prepared for signing. */
export interface SigningKey {
  whole: KeyObject;
  decoded: KeyObject;
}

/** Prepares a secret: `X-FileOnion-Signature` is keyed with all of its text, Standard Webhooks with its bytes. */
export function signingKey(secret: string): SigningKey {
  return { whole: createSecretKey(secret, 'utf8'), decoded: createSecretKey(bytesOfSecret(secret)) };
}

/** The headers that let a receiver verify a body, with a signature for each key: the current one first. */
export function signatureHeaders(
  keys: SigningKey[],
  eventId: string,
  body: Uint8Array,
  at: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const ours = keys.map(({ whole }) => `v1=${hmac(whole, [`${timestamp}.`, body]).toString('hex')}`);
  const standard = keys.map(
    ({ decoded }) => `v1,${hmac(decoded, [`${eventId}.${timestamp}.`, body]).toString('base64')}`,
  );
  return {
    'x-fileonion-signature': [`t=${timestamp}`, ...ours].join(','),
    'webhook-id': eventId,
    'webhook-timestamp': timestamp,
    'webhook-signature': standard.join(' '),
  };
}

function hmac(key: KeyObject, parts: (string | Uint8Array)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
