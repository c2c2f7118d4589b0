import { ScalarType, type DescField } from '@bufbuild/protobuf';
import type { FieldReader } from './decode-message';
import { member, type Faults } from './faults';

/** Query parameters as JSON, each text turned into what its field holds where that is possible. */
export function queryToJson(
  readers: ReadonlyMap<string, FieldReader>,
  query: URLSearchParams,
  faults: Faults,
): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  // `getAll` would look through all of them for each name.
  for (const [name, pairs] of Map.groupBy(query, ([key]) => key)) {
    const reader = readers.get(name);
    const values = pairs.map(([, text]) => text);
    if (!reader) {
      faults.note(member('', name), 'unknown_parameter', 'There is no such parameter.');
    } else if (reader.field.fieldKind === 'list') {
      json[name] = values.map((text) => fromText(reader.field, text));
    } else if (values.length > 1) {
      faults.add(member('', name), 'duplicate_parameter', 'Must be given once.');
    } else {
      json[name] = fromText(reader.field, values[0] as string);
    }
  }
  return json;
}

function fromText({ scalar }: DescField, text: string): unknown {
  if (scalar === ScalarType.BOOL) return text === 'true' ? true : text === 'false' ? false : text;
  const isNumber = scalar === ScalarType.INT32 || scalar === ScalarType.DOUBLE;
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
