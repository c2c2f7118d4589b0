import type { DescEnum, DescField, DescMessage, JsonObject } from '@bufbuild/protobuf';
import { requiredFields } from '../check-rules';
import { fieldNamed } from '../field-kinds';
import { isNullable, takesNull } from '../field-rules';
import { wireNamesOf } from '../wire-names';
import { fieldSchema } from './field-schema';
import { described, type JsonSchema, type SchemaStyle } from './json-schema';

/** Moments that every stored object has. */
const alwaysSet = new Set(['created_at', 'updated_at']);

/** What an answer shows: every field is there. */
export function answerSchema(desc: DescMessage, style: SchemaStyle): JsonSchema {
  const properties: JsonObject = {};
  for (const field of desc.fields) {
    properties[field.jsonName] = fieldSchema(field, isNullable(field) && !alwaysSet.has(field.name), style);
  }
  const schema = { type: 'object', properties, required: Object.keys(properties) };
  return described(schema, style.comments(desc));
}

/**
 * What a caller sends: some fields, and no others. In an update, what a GET shows can be sent back: what cannot be set is
 * ignored, and `null` is admitted where it is shown.
 */
export function inputSchema(
  desc: DescMessage,
  fields: readonly DescField[],
  style: SchemaStyle,
  shown?: DescMessage,
): JsonSchema {
  const properties: JsonObject = {};
  for (const field of fields) {
    const inner = fieldNamed(shown, field.jsonName)?.message;
    properties[field.jsonName] = fieldSchema(field, takesNull(field, shown), style, inner);
  }
  for (const { jsonName } of shown?.fields ?? []) properties[jsonName] ??= { readOnly: true, description: 'Ignored.' };
  const missing = requiredFields(desc);
  const required = fields.filter((field) => missing.has(field)).map(({ jsonName }) => jsonName);
  const schema = { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false };
  return described(schema, style.comments(desc));
}

/** The names of an enum, each with what it means. */
export function enumSchema(desc: DescEnum, { comments }: SchemaStyle): JsonSchema {
  const { nameOf, all } = wireNamesOf(desc);
  const lines = desc.values.flatMap((value) => {
    const name = nameOf.get(value.number);
    return name && comments(value) ? [`- \`${name}\`: ${comments(value)}`] : [];
  });
  const schema = { type: 'string', enum: [...all] };
  return described(schema, [comments(desc), lines.join('\n')].filter(Boolean).join('\n\n'));
}
