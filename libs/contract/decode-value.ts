import { ScalarType, type DescEnum, type DescField } from '@bufbuild/protobuf';
import { isTimestamp, refuse } from './field-kinds';
import type { Faults } from './faults';
import { allowedNames, rulesOf } from './field-rules';
import { textToTimestamp } from './timestamps';
import { wireNamesOf } from './wire-names';

/** Turns a JSON value into a field's value; undefined where it noted a fault. */
export type Decode = (value: unknown, pointer: string, faults: Faults) => unknown;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// Tabs and line ends are text; other control characters are not.
const controlCharacter = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
// White space, and what takes no place in a line: zero-width spaces and joiners, fillers, marks of direction.
const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u;

/** The decoder of a field's value that is no message of ours: scalars, enums and times. */
export function decoderOfValue(field: DescField): Decode {
  if (field.enum) return decodeEnum(field.enum, allowedNames(field));
  if (field.message && isTimestamp(field.message)) return decodeTimestamp;
  if (field.scalar === ScalarType.STRING) return decoderOfString(field);
  if (field.scalar === ScalarType.BOOL) return decodeBool;
  if (field.scalar === ScalarType.INT32) return decodeInt32;
  if (field.scalar === ScalarType.DOUBLE) return decodeDouble;
  return refuse(field);
}

function decoderOfString(field: DescField): Decode {
  const { uuid: isId, notBlank } = rulesOf(field);
  if (isId) return decodeId;
  return notBlank ? decodeVisible : decodeString;
}

const decodeString: Decode = (value, pointer, faults) => {
  if (typeof value !== 'string') return faults.add(pointer, 'invalid_type', 'Must be a string.');
  if (isText(value)) return value;
  faults.add(pointer, 'invalid_characters', 'Must be text without control characters or unpaired surrogates.');
};

/** The empty text is left to the rule of its length. */
const decodeVisible: Decode = (value, pointer, faults) => {
  const text = decodeString(value, pointer, faults);
  if (text && !visible.test(text as string)) faults.note(pointer, 'blank', 'Must not be blank.');
  return text;
};

const decodeId: Decode = (value, pointer, faults) => {
  if (typeof value !== 'string') return faults.add(pointer, 'invalid_type', 'Must be a string.');
  if (uuid.test(value)) return value;
  faults.add(pointer, 'invalid_format', 'Must be a UUID in lower case.');
};

const decodeBool: Decode = (value, pointer, faults) => {
  if (typeof value === 'boolean') return value;
  faults.add(pointer, 'invalid_type', 'Must be true or false.');
};

const decodeInt32: Decode = (value, pointer, faults) => {
  if (!Number.isInteger(value)) return faults.add(pointer, 'invalid_type', 'Must be a whole number.');
  if ((value as number) === ((value as number) | 0)) return value;
  faults.add(pointer, 'out_of_range', 'Must be between -2147483648 and 2147483647.');
};

const decodeDouble: Decode = (value, pointer, faults) => {
  if (Number.isFinite(value)) return value;
  faults.add(pointer, 'invalid_type', 'Must be a number.');
};

const decodeTimestamp: Decode = (value, pointer, faults) => {
  if (typeof value !== 'string') return faults.add(pointer, 'invalid_type', 'Must be a string.');
  const parts = textToTimestamp(value);
  if (parts) return { $typeName: 'google.protobuf.Timestamp', ...parts };
  faults.add(pointer, 'invalid_format', 'Must be a time as in RFC 3339, such as 2026-01-31T12:00:00Z.');
};

function decodeEnum(desc: DescEnum, allowed: readonly string[]): Decode {
  const { numberOf } = wireNamesOf(desc);
  const detail = `Must be one of: ${allowed.join(', ')}.`;
  return (value, pointer, faults) => {
    if (typeof value !== 'string') return faults.add(pointer, 'invalid_type', 'Must be a string.');
    const number = numberOf.get(value);
    if (number !== undefined) return number;
    faults.add(pointer, 'invalid_value', detail);
  };
}

/** Whether a string can be stored and shown: valid Unicode without control characters. */
function isText(value: string): boolean {
  return value.isWellFormed() && !controlCharacter.test(value);
}
