import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isStruct, isTimestamp, refuse } from '../field-kinds';
import { allowedNames, annotationOf, rulesOf } from '../field-rules';
import { wireNamesOf } from '../wire-names';
import { described, nullable, type JsonSchema, type SchemaStyle } from './json-schema';
import { ruleKeywords } from './rule-keywords';

const scalars = new Map<ScalarType | undefined, JsonSchema>([
  [ScalarType.STRING, { type: 'string' }],
  [ScalarType.BOOL, { type: 'boolean' }],
  [ScalarType.INT32, { type: 'integer', format: 'int32' }],
  [ScalarType.DOUBLE, { type: 'number', format: 'double' }],
]);

/** The schema of a field's value; `null` is admitted where `isNullable` says so. `shown`: as in `SchemaStyle`. */
export function fieldSchema(
  field: DescField,
  isNullable: boolean,
  style: SchemaStyle,
  shown?: DescMessage,
): JsonSchema {
  const annotation = annotationOf(field);
  const list = annotation?.type.case === 'repeated' ? annotation.type.value : undefined;
  const element = { ...elementSchema(field, style, shown), ...ruleKeywords(list ? list.items : annotation) };
  const schema = field.fieldKind === 'list' ? { type: 'array', items: element, ...ruleKeywords(annotation) } : element;
  return described(isNullable ? nullable(schema) : schema, style.comments(field));
}

function elementSchema(field: DescField, style: SchemaStyle, shown?: DescMessage): JsonSchema {
  if (field.enum) {
    const names = allowedNames(field);
    const isWhole = names.length === wireNamesOf(field.enum).all.length;
    return isWhole ? style.use(field.enum) : { type: 'string', enum: [...names] };
  }
  if (!field.message) {
    // Of what is not blank, engines of patterns agree on this much.
    return { ...(scalars.get(field.scalar) ?? refuse(field)), ...(rulesOf(field).notBlank && { pattern: '\\S' }) };
  }
  if (isTimestamp(field.message)) return { type: 'string', format: 'date-time' };
  if (isStruct(field.message)) return { type: 'object', additionalProperties: true };
  return style.use(field.message, shown);
}
