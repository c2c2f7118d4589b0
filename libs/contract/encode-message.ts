import type { DescEnum, DescField, DescMessage, JsonObject, JsonValue, Message } from '@bufbuild/protobuf';
import { isStruct, isTimestamp, refuse } from './field-kinds';
import { timestampToText, type TimestampParts } from './timestamps';
import { wireNamesOf } from './wire-names';

type Encode = (value: unknown) => JsonValue;
type Column = readonly [json: string, local: string, encode: Encode];

const known = new WeakMap<DescMessage, Column[]>();

/**
 * A message as the public JSON shows it: every field is present, `null` where nothing is set, enums by their wire
 * names, times in UTC with milliseconds.
 */
export function encodeMessage(desc: DescMessage, message: Message): JsonObject {
  const source = message as unknown as Record<string, unknown>;
  const json: JsonObject = {};
  for (const [name, local, encode] of columnsOf(desc)) {
    const value = source[local];
    json[name] = value === undefined ? null : encode(value);
  }
  return json;
}

/** A single field's value as the public JSON shows it. */
export function encodeField(field: DescField, message: Message): JsonValue {
  const value = (message as unknown as Record<string, unknown>)[field.localName];
  return value === undefined ? null : encoderOf(field)(value);
}

function columnsOf(desc: DescMessage): Column[] {
  const found = known.get(desc);
  if (found) return found;
  const columns: Column[] = [];
  known.set(desc, columns);
  for (const field of desc.fields) columns.push([field.jsonName, field.localName, encoderOf(field)]);
  return columns;
}

function encoderOf(field: DescField): Encode {
  if (field.fieldKind === 'map') return refuse(field);
  if (field.fieldKind !== 'list') return elementEncoder(field);
  const element = elementEncoder(field);
  return (value) => (value as unknown[]).map(element);
}

function elementEncoder(field: DescField): Encode {
  if (field.enum) return enumEncoder(field.enum);
  if (!field.message) return (value) => value as JsonValue;
  if (isTimestamp(field.message)) return (value) => timestampToText(value as TimestampParts);
  if (isStruct(field.message)) return (value) => value as JsonObject;
  const desc = field.message;
  return (value) => encodeMessage(desc, value as Message);
}

function enumEncoder(desc: DescEnum): Encode {
  const { nameOf } = wireNamesOf(desc);
  return (value) => nameOf.get(value as number) ?? null;
}
