import { randomBytes } from 'node:crypto';
import { createEncryption, parseEncryptionKeys } from './encryption';

const aKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const encryptionWith = (...keys: string[]) => createEncryption(parseEncryptionKeys(keys.join(',')));

it('opens what it sealed, and shows nothing of it', () => {
  const encryption = encryptionWith(aKey('1'));
  const sealed = encryption.seal('whsec_top', 'webhook-1');
  expect(sealed).not.toContain('whsec_top');
  expect(sealed).not.toContain(Buffer.from('whsec_top').toString('base64'));
  expect(encryption.open(sealed, 'webhook-1')).toBe('whsec_top');
  expect(encryption.seal('whsec_top', 'webhook-1')).not.toBe(sealed);
});

it('opens what is stored: key id, nonce, text and tag', () => {
  const encryption = encryptionWith(`1:${Buffer.alloc(32, 7).toString('base64')}`);
  expect(encryption.open('1:CQkJCQkJCQkJCQkJUO338d2vAsXMFq5KB7BR+kGZ+zF3xJNarxFaGA==', 'webhook-1')).toBe(
    'whsec_älter',
  );
});

it('opens older texts after a new key was put in front, and seals with the new one', () => {
  const [older, newer] = [aKey('2025'), aKey('2026')];
  const before = encryptionWith(older).seal('text', 'c');
  const rotated = encryptionWith(newer, older);
  expect(rotated.open(before, 'c')).toBe('text');
  expect(encryptionWith(newer).open(rotated.seal('text', 'c'), 'c')).toBe('text');
});

it('opens nothing that belongs elsewhere, was altered, or has an unknown key', () => {
  const encryption = encryptionWith(aKey('1'));
  const sealed = encryption.seal('text', 'webhook-1');
  const bytes = Buffer.from(sealed.slice(2), 'base64');
  bytes[15]! ^= 1;
  const altered = `1:${bytes.toString('base64')}`;
  expect(() => encryption.open(sealed, 'webhook-2')).toThrow();
  expect(() => encryption.open(altered, 'webhook-1')).toThrow();
  expect(() => encryptionWith(aKey('2')).open(sealed, 'webhook-1')).toThrow('no encryption key');
});

it.each(['', '1:', 'short:c2hvcnQ=', randomBytes(32).toString('base64')])('refuses the key list %j', (text) => {
  expect(() => parseEncryptionKeys(text)).toThrow('is not a list');
});

it('refuses an id that two keys have', () => {
  expect(() => parseEncryptionKeys(`${aKey('1')},${aKey('1')}`)).toThrow('twice');
});
