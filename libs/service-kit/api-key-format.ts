import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const prefix = 'fo_live_';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 32;
const checksumLength = 6;
const shape = /^fo_live_[0-9A-Za-z]{38}$/;

/** A new raw API key: `fo_live_`, 32 random characters, and 6 that are the CRC-32 of all before them. */
export function newApiKey(): string {
  const body = prefix + randomCharacters(randomLength);
  return body + checksum(body);
}

/** Whether a bearer token has the form of an API key, right or wrong. */
export function looksLikeApiKey(token: string): boolean {
  return token.startsWith(prefix);
}

/** Whether a raw API key is free of typos; says so without any look-up. */
export function isWellFormedApiKey(key: string): boolean {
  return shape.test(key) && checksum(key.slice(0, -checksumLength)) === key.slice(-checksumLength);
}

/** What travels instead of a raw API key. */
export function digestOfApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** What may be shown of a key: the prefix and four characters. */
export function maskApiKey(key: string): string {
  return `${key.slice(0, prefix.length + 4)}…`;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let place = 0; place < checksumLength; place++) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}

// Bytes beyond the last multiple of 62 are dropped; taking them modulo 62 would favour the first characters.
function randomCharacters(length: number): string {
  const fair = 256 - (256 % alphabet.length);
  let characters = '';
  while (characters.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < fair && characters.length < length) characters += alphabet.charAt(byte % alphabet.length);
    }
  }
  return characters;
}
