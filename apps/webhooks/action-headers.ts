import { member } from '@fileonion/contract';
import type { Violation } from '@fileonion/errors';

/** Headers that an action sends: values by name. */
export type HeaderValues = Record<string, string>;

const mostHeaders = 20;
const longestName = 100;
const longestValue = 4096;

/** What governs the connection and the body's length is the HTTP client's business, and our own names are ours. */
const reserved = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const reservedPrefixes = ['proxy-', 'x-fileonion-'];

/**
 * What is wrong with headers as they are entered: a text for each name, or null for one whose value is stored already.
 */
export function faultsOfHeaders(given: Record<string, unknown>, stored: HeaderValues): Violation[] {
  const names = Object.keys(given);
  if (names.length > mostHeaders)
    return [{ pointer: '/headers', code: 'too_many', detail: `Must have at most ${mostHeaders} headers.` }];
  return names.flatMap((name, index) => {
    const pointer = member('/headers', name);
    const isRepeated = names.slice(0, index).some((other) => isSame(other, name));
    const repeated: Violation = {
      pointer,
      code: 'duplicate',
      detail: 'The same name comes before, but for upper and lower case.',
    };
    return [
      ...faultsOfHeaderName(name, pointer),
      ...(isRepeated ? [repeated] : []),
      ...faultsOfGiven(given[name], valueOf(stored, name), pointer),
    ];
  });
}

/** What is wrong with the name of a header that is to be sent. */
export function faultsOfHeaderName(name: string, pointer: string): Violation[] {
  const lower = name.toLowerCase();
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
    return [{ pointer, code: 'invalid_format', detail: 'Must be a name that HTTP allows for headers.' }];
  if (name.length > longestName)
    return [{ pointer, code: 'too_long', detail: `The name must have at most ${longestName} characters.` }];
  if (reserved.has(lower) || reservedPrefixes.some((prefix) => lower.startsWith(prefix)))
    return [{ pointer, code: 'forbidden_header', detail: `The header ${name} cannot be set.` }];
  return [];
}

/** What is wrong with a text that is to be sent in a header. */
export function faultsOfHeaderValue(value: string, pointer: string): Violation[] {
  if (value.length > longestValue)
    return [{ pointer, code: 'too_long', detail: `Must have at most ${longestValue} characters.` }];
  if (!/^[\t\x20-\x7e]*$/.test(value))
    return [{ pointer, code: 'invalid_characters', detail: 'Must have printable ASCII characters only.' }];
  return [];
}

/** The headers that are meant by those that are entered: null stands for the value that is stored. */
export function headersFrom(given: Record<string, unknown>, stored: HeaderValues): HeaderValues {
  const entries = Object.entries(given).map(([name, value]) => [name, value ?? valueOf(stored, name)]);
  return Object.fromEntries(entries) as HeaderValues;
}

/** Whether two names are those of the same header. */
export function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}

function faultsOfGiven(value: unknown, stored: string | undefined, pointer: string): Violation[] {
  if (typeof value === 'string') return faultsOfHeaderValue(value, pointer);
  if (value !== null) return [{ pointer, code: 'invalid_type', detail: 'Must be text, or null to keep the value.' }];
  if (stored !== undefined) return [];
  return [{ pointer, code: 'required', detail: 'No value is stored for this header: it must be sent.' }];
}

function valueOf(stored: HeaderValues, name: string): string | undefined {
  return Object.entries(stored).find(([other]) => isSame(other, name))?.[1];
}
