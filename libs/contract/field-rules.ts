import { getOption, hasOption, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { field as fieldOption, type FieldRules } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { fieldNamed } from './field-kinds';
import { optionOf } from './options';
import { wireNamesOf } from './wire-names';

/** The rules of a field that the codec itself looks at; protovalidate applies the others. */
export interface CodecRules {
  /** The field must be set, and so cannot be `null`. */
  required: boolean;
  /** The field, or each element of a list, is an id. */
  uuid: boolean;
  /** The field, or each element of a list, must show something. */
  notBlank: boolean;
  /** How many elements a list may have. */
  maxItems: number;
}

/** A list without a rule of its own may not be longer than this, so that no body makes unbounded work. */
const defaultMaxItems = 1000;

/** The protovalidate annotation of a field; undefined where it has none. */
export function annotationOf(field: DescField): FieldRules | undefined {
  return hasOption(field, fieldOption) ? getOption(field, fieldOption) : undefined;
}

/** The wire names that an enum field takes: those that a rule lists, or all. */
export function allowedNames(field: DescField): readonly string[] {
  if (!field.enum) return [];
  const { nameOf, all } = wireNamesOf(field.enum);
  const annotation = annotationOf(field);
  const rules = annotation?.type.case === 'repeated' ? annotation.type.value.items : annotation;
  if (rules?.type.case !== 'enum') return all;
  const { in: only, notIn } = rules.type.value;
  return [...nameOf]
    .filter(([number]) => (only.length === 0 || only.includes(number)) && !notIn.includes(number))
    .map(([, name]) => name);
}

/** What the codec needs of a field's options. */
export function rulesOf(field: DescField): CodecRules {
  const annotation = annotationOf(field);
  const repeated = annotation?.type.case === 'repeated' ? annotation.type.value : undefined;
  const element = repeated ? repeated.items : annotation;
  return {
    required: annotation?.required ?? false,
    uuid: isUuid(element),
    notBlank: optionOf<boolean>(field, 'fileonion.api.v2.not_blank')?.value ?? false,
    maxItems: repeated?.maxItems ? Number(repeated.maxItems) : defaultMaxItems,
  };
}

/** Whether a field can be shown as `null`. */
export function isNullable(field: DescField): boolean {
  return field.presence === FeatureSet_FieldPresence.EXPLICIT && !rulesOf(field).required;
}

/**
 * Whether a body may hold `null` for a field. In an update it clears, and so the message that a GET shows, if given, must
 * have a place for it: where `null` cannot be stored it would be taken for absence, at a depth that no update mask sees.
 */
export function takesNull(field: DescField, shown?: DescMessage): boolean {
  const twin = shown ? fieldNamed(shown, field.jsonName) : field;
  return isNullable(field) && twin !== undefined && isNullable(twin);
}

function isUuid(rules: FieldRules | undefined): boolean {
  return (
    rules?.type.case === 'string' && rules.type.value.wellKnown.case === 'uuid' && rules.type.value.wellKnown.value
  );
}
