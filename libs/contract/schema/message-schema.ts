import type { DescEnum, DescField, DescMessage, JsonObject } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { requiredFields } from '../check-rules';
import { rulesOf } from '../field-rules';
import { wireNamesOf } from '../wire-names';
import { fieldSchema } from './field-schema';
import { described, type JsonSchema, type SchemaStyle } from './json-schema';

/** Moments that every stored object has. */
const alwaysSet = new Set(['created_at', 'updated_at']);

/** What an answer shows: every field is there. */
export function answerSchema(desc: DescMessage, style: SchemaStyle): JsonSchema {
  const properties: JsonObject = {};
  for (const field of desc.fields) properties[field.jsonName] = fieldSchema(field, canBeNull(field), style);
  const schema = { type: 'object', properties, required: Object.keys(properties) };
  return described(schema, style.comments(desc));
}

/** What a caller sends: some fields, and no others. */
export function inputSchema(desc: DescMessage, fields: readonly DescField[], style: SchemaStyle): JsonSchema {
  const properties: JsonObject = {};
  for (const field of fields) properties[field.jsonName] = fieldSchema(field, canBeNull(field), style);
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

function canBeNull(field: DescField): boolean {
  const isOptional = field.presence === FeatureSet_FieldPresence.EXPLICIT;
  return isOptional && !rulesOf(field).required && !alwaysSet.has(field.name);
}
