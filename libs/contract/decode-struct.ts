import type { Decode } from './decode-value';
import { member, type Faults } from './faults';

// A level is three messages on the wire, and the decoders of services stop at 100.
const maxDepth = 32;
// To encode a value costs thirty times as much as to parse it. So many take 64 KiB as JSON, or more.
const maxValues = 32 * 1024;
// Names that reach a prototype when objects are merged.
const unsafeKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** The decoder of a free JSON object, which may hold anything that can be stored and merged. */
export const decodeStruct: Decode = (value, pointer, faults) => {
  if (!isObject(value)) return faults.add(pointer, 'invalid_type', 'Must be an object.');
  if (hasTooMany(value)) return faults.add(pointer, 'too_many', `Must hold no more than ${maxValues} values.`);
  const before = faults.list.length;
  inspect(value, pointer, pointer.split('/').length, faults);
  return faults.list.length === before ? value : {};
};

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Goes no deeper than may be nested; what is beyond has another fault. */
function hasTooMany(object: object): boolean {
  let level: unknown[] = [object];
  let count = 0;
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
    count += level.length;
    if (count > maxValues) return true;
  }
  return false;
}

function inspect(value: unknown, pointer: string, depth: number, faults: Faults): void {
  if (typeof value === 'string') return inspectText(value, pointer, faults);
  if (typeof value === 'number') return inspectNumber(value, pointer, faults);
  if (typeof value !== 'object' || value === null) return;
  if (depth > maxDepth) return faults.add(pointer, 'too_deep', `Must not nest deeper than ${maxDepth} levels.`);
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) inspect(element, `${pointer}/${index}`, depth + 1, faults);
    return;
  }
  for (const [key, element] of Object.entries(value)) {
    const place = member(pointer, key);
    if (unsafeKeys.has(key)) faults.note(place, 'unknown_field', 'This name cannot be used.');
    else if (!key.isWellFormed()) faults.add(pointer, 'invalid_characters', 'A name has unpaired surrogates.');
    else inspect(element, place, depth + 1, faults);
  }
}

function inspectText(value: string, pointer: string, faults: Faults): void {
  if (!value.isWellFormed()) faults.add(pointer, 'invalid_characters', 'Must be text without unpaired surrogates.');
}

/** JSON has no largest number, and JavaScript reads what it cannot hold as Infinity. */
function inspectNumber(value: number, pointer: string, faults: Faults): void {
  if (!Number.isFinite(value)) faults.add(pointer, 'out_of_range', 'Must be a number of at most 1.7e308.');
}
