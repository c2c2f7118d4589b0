import { create, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { scalarZeroValue } from '@bufbuild/protobuf/reflect';
import { decodeStruct, isObject } from './decode-struct';
import { decoderOfValue } from './decode-value';
import { member, type Faults } from './faults';
import { fieldNamed, isStruct, isTimestamp, refuse } from './field-kinds';
import { rulesOf, takesNull } from './field-rules';

/** How a request's body is read. */
export interface Reading {
  faults: Faults;
  /**
   * In an update, the message that a GET shows: names that only it has are ignored, so that a GET can be sent back, and
   * `null` is taken only where it shows `null`.
   */
  shown: DescMessage | undefined;
}

/** How one field of a message is read. */
export interface FieldReader {
  field: DescField;
  /** Turns a JSON value into the field's value; undefined where it noted a fault. */
  decode(value: unknown, pointer: string, reading: Reading): unknown;
}

const known = new WeakMap<DescMessage, Map<string, FieldReader>>();

/** The readers of a message's fields, by JSON name. The update mask of a request has none: no JSON holds it. */
export function readersOf(desc: DescMessage): ReadonlyMap<string, FieldReader> {
  const found = known.get(desc);
  if (found) return found;
  const readers = new Map<string, FieldReader>();
  known.set(desc, readers);
  if (desc.oneofs.length > 0) refuse(desc.oneofs[0]?.fields[0] as DescField);
  for (const field of desc.fields) {
    if (field.name !== 'update_mask') readers.set(field.jsonName, readerOf(field));
  }
  return readers;
}

/** Reads the members of a JSON object into a message, noting every fault, and gives the fields that it has. */
export function readObject(
  readers: ReadonlyMap<string, FieldReader>,
  target: Message,
  json: Record<string, unknown>,
  pointer: string,
  reading: Reading,
): DescField[] {
  const present: DescField[] = [];
  for (const name of Object.keys(json)) {
    const place = member(pointer, name);
    const reader = readers.get(name);
    if (!reader) {
      if (!fieldNamed(reading.shown, name)) reading.faults.note(place, 'unknown_field', 'There is no such field.');
      continue;
    }
    present.push(reader.field);
    const value = readValue(reader, json[name], place, reading);
    if (value !== undefined) set(target, reader.field, value);
  }
  return present;
}

/** Sets a field that belongs to no oneof. */
export function set(target: Message, field: DescField, value: unknown): void {
  (target as unknown as Record<string, unknown>)[field.localName] = value;
}

function readValue({ field, decode }: FieldReader, value: unknown, place: string, reading: Reading): unknown {
  if (value !== null) return decode(value, place, reading);
  if (!takesNull(field, reading.shown)) reading.faults.add(place, 'not_nullable', 'Must not be null.');
  return undefined;
}

function readerOf(field: DescField): FieldReader {
  const element = elementDecoder(field);
  return { field, decode: field.fieldKind === 'list' ? listDecoder(field, element, rulesOf(field).maxItems) : element };
}

function elementDecoder(field: DescField): FieldReader['decode'] {
  if (field.fieldKind === 'map') return refuse(field);
  const desc = field.message;
  if (!desc || isTimestamp(desc) || isStruct(desc)) {
    const decode = desc && isStruct(desc) ? decodeStruct : decoderOfValue(field);
    return (value, pointer, { faults }) => decode(value, pointer, faults);
  }
  const readers = readersOf(desc);
  return (value, pointer, { faults, shown }) => {
    if (!isObject(value)) return faults.add(pointer, 'invalid_type', 'Must be an object.');
    const message = create(desc);
    readObject(readers, message, value, pointer, { faults, shown: fieldNamed(shown, field.jsonName)?.message });
    return message;
  };
}

function listDecoder(field: DescField, element: FieldReader['decode'], maxItems: number): FieldReader['decode'] {
  return (value, pointer, reading) => {
    if (!Array.isArray(value)) return reading.faults.add(pointer, 'invalid_type', 'Must be a list.');
    if (value.length > maxItems) {
      reading.faults.note(pointer, 'too_many', `Must contain no more than ${maxItems} elements.`);
    }
    return value
      .slice(0, maxItems)
      .map((entry, index) => element(entry, `${pointer}/${index}`, reading) ?? placeholder(field));
  };
}

/** Stands for an element at fault, so that the elements after it keep their places while the rules are applied. */
function placeholder(field: DescField): unknown {
  if (field.message) return isStruct(field.message) ? {} : create(field.message);
  return field.scalar ? scalarZeroValue(field.scalar, false) : 0;
}
