import type { Violation } from '@fileonion/errors';
import type { AddressRules } from './address';

/** The parser would also take what others read differently: line breaks, backslashes, no slashes at all. */
const written = /^[a-z][a-z0-9+.-]*:\/\/[^\s\\\p{Cc}]+$/iu;

/**
 * What is wrong with a URL that is to be called, as far as it can be known without looking its host up; the look-up is
 * judged at every connection.
 */
export function faultOfUrl(text: string, rules: AddressRules, pointer: string): Violation | undefined {
  const fault = (code: Violation['code'], detail: string) => ({ pointer, code, detail });
  if (!written.test(text) || !URL.canParse(text)) return fault('invalid_format', 'Must be an absolute https URL.');
  const url = new URL(text);
  const address = addressOf(url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return fault('invalid_format', 'Must be an https URL.');
  if (url.username || url.password) return fault('invalid_format', 'Must not contain a user or password.');
  if (address && !rules.allows(address))
    return fault('address_not_allowed', 'Must not point to a private or reserved address.');
  if (url.protocol === 'http:' && !mayBePlain(address, rules)) return fault('https_required', 'Must begin with https.');
  return undefined;
}

/** The address that a URL's host is, in whichever spelling; undefined for a name that must be looked up. */
export function addressOf(url: URL): string | undefined {
  const host = url.hostname.replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return '127.0.0.1';
  if (host.startsWith('[')) return host.slice(1, -1);
  // The URL parser has brought every other spelling (0x7f.1, 2130706433, 0177.0.0.1) into this form.
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host : undefined;
}

function mayBePlain(address: string | undefined, rules: AddressRules): boolean {
  return address ? rules.opened(address) : rules.opensAny;
}
