import fc from 'fast-check';
import { digestOfApiKey, isWellFormedApiKey, looksLikeApiKey, maskApiKey, newApiKey } from '@fileonion/service-kit';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

test('a new key is prefix, 32 random characters and 6 of checksum', () => {
  const key = newApiKey();
  expect(key).toMatch(/^fo_live_[0-9A-Za-z]{38}$/);
  expect(isWellFormedApiKey(key)).toBe(true);
  expect(looksLikeApiKey(key)).toBe(true);
  expect(newApiKey()).not.toBe(key);
});

test('the checksum is the CRC-32 of all before it, zero-padded in base 62', () => {
  // Computed with another implementation: CRC-32 3797396731.
  expect(isWellFormedApiKey(`fo_live_${'0'.repeat(32)}48zUMN`)).toBe(true);
});

test('any one wrong character is noticed', () => {
  fc.assert(
    fc.property(fc.nat(37), fc.constantFrom(...alphabet), (place, character) => {
      const key = newApiKey();
      const at = 'fo_live_'.length + place;
      const typo = key.slice(0, at) + character + key.slice(at + 1);
      return isWellFormedApiKey(typo) === (typo === key);
    }),
  );
});

test('two neighbours that changed places are noticed', () => {
  fc.assert(
    fc.property(fc.nat(36), (place) => {
      const key = newApiKey();
      const at = 'fo_live_'.length + place;
      const typo = key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2);
      return isWellFormedApiKey(typo) === (typo === key);
    }),
  );
});

test('nothing else passes for a key', () => {
  const key = newApiKey();
  for (const other of ['', 'fo_live_', key.slice(0, -1), `${key}0`, ` ${key}`, `${key}\n`, key.toUpperCase()]) {
    expect(isWellFormedApiKey(other)).toBe(false);
  }
});

test('every character of the alphabet is about as frequent as any other', () => {
  const counts = new Map<string, number>();
  const keys = 2000;
  for (let n = 0; n < keys; n++) {
    for (const character of newApiKey().slice(8, 40)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const expected = (keys * 32) / alphabet.length;
  for (const character of alphabet) {
    expect(Math.abs((counts.get(character) ?? 0) - expected)).toBeLessThan(6 * Math.sqrt(expected));
  }
});

test('a mask shows four characters', () => {
  expect(maskApiKey('fo_live_Zk3v9QmTx7')).toBe('fo_live_Zk3v…');
});

test('a digest is the SHA-256 of the key, which the stored hashes are made of', () => {
  // Computed with another implementation.
  const digest = '8d60c269ff21ca084483960002590e14d550c3d2f7fb78aab1a3aa6c91b92759';
  expect(digestOfApiKey('fo_live_Zk3v9QmTx7').toString('hex')).toBe(digest);
});
