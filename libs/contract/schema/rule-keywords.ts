import type {
  FieldRules,
  Int32Rules,
  RepeatedRules,
  StringRules,
} from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import type { JsonSchema } from './json-schema';

const formats: Record<string, string> = { uuid: 'uuid', email: 'email', uri: 'uri', hostname: 'hostname' };

/** The keywords that say the same as protovalidate rules of a value. */
export function ruleKeywords(rules: FieldRules | undefined): JsonSchema {
  switch (rules?.type.case) {
    case 'string':
      return stringKeywords(rules.type.value);
    case 'int32':
      return int32Keywords(rules.type.value);
    case 'repeated':
      return listKeywords(rules.type.value);
    default:
      return {};
  }
}

function stringKeywords({ minLen, maxLen, pattern, in: values, wellKnown }: StringRules): JsonSchema {
  const format = wellKnown.case && wellKnown.value ? formats[wellKnown.case] : undefined;
  return {
    ...(minLen > 0n && { minLength: Number(minLen) }),
    ...(maxLen > 0n && { maxLength: Number(maxLen) }),
    ...(pattern !== '' && { pattern }),
    ...(values.length > 0 && { enum: values }),
    ...(format && { format }),
  };
}

function int32Keywords({ greaterThan, lessThan, in: values }: Int32Rules): JsonSchema {
  return {
    ...(greaterThan.case === 'gte' && { minimum: greaterThan.value }),
    ...(greaterThan.case === 'gt' && { exclusiveMinimum: greaterThan.value }),
    ...(lessThan.case === 'lte' && { maximum: lessThan.value }),
    ...(lessThan.case === 'lt' && { exclusiveMaximum: lessThan.value }),
    ...(values.length > 0 && { enum: values }),
  };
}

function listKeywords({ minItems, maxItems, unique }: RepeatedRules): JsonSchema {
  return {
    ...(minItems > 0n && { minItems: Number(minItems) }),
    ...(maxItems > 0n && { maxItems: Number(maxItems) }),
    ...(unique && { uniqueItems: true }),
  };
}
