import { ScalarType, type DescField, type DescMessage, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { requiredFields } from '../check-rules';
import { isStruct, isTimestamp } from '../field-kinds';
import { allowedNames, annotationOf } from '../field-rules';
import { ruleKeywords } from './rule-keywords';

const id = '0199b2c4-7d1e-7c3a-9f52-3b8e6a104d77';
const past = '2026-01-15T09:30:00.000Z';
const future = '2026-02-15T09:30:00.000Z';

/** Values that show what a field is for, by its name or, where that says too little, by its message and name. */
const texts: Record<string, string> = {
  'Action.name': 'Tell the archive',
  'CreateActionRequest.name': 'Tell the archive',
  'NewItem.name': 'Passport',
  'RequestItem.name': 'Passport',
  'SharedItem.name': 'Passport',
  'Stage.key': 'sent',
  'Stage.name': 'Sent',
  'StageRef.key': 'sent',
  'StageRef.name': 'Sent',
  'User.name': 'Ada Lovelace',
  body: 'Page two is missing.',
  checklist: 'All pages are legible.',
  color: '#1f6feb',
  company: 'Example Ltd',
  createdBy: id,
  description: 'What it is for.',
  email: 'ada@example.com',
  events: 'request.created',
  key: 'fo_live_EXAMPLE',
  maskedKey: 'fo_live_3fA9…',
  message: 'Please send everything by the end of the month.',
  name: 'North',
  phone: '+4915112345678',
  reason: 'The scan is not legible.',
  secret: 'whsec_EXAMPLE',
  status: 'active',
  tags: 'tax',
  title: 'Tax documents 2026',
  toStageId: '0199b2c4-7d1e-7c3a-9f52-3b8e6a104d78',
  tokenUrl: 'https://auth.example.com/token',
  url: 'https://example.com/hooks/fileonion',
};
const numbers: Record<string, number> = {
  'Attempt.status': 503,
  delaySeconds: 60,
  durationMs: 120,
  maxRetries: 3,
  rateLimit: 100,
};
const alwaysNull = new Set(['CreatedApiKey.lastUsedAt', 'CreatedApiKey.revokedAt']);
const usuallyTrue = new Set(['deleted', 'enabled', 'required', 'teams', 'resourceVisibility', 'includeRequestData']);

type Pick = (desc: DescMessage) => readonly DescField[];

/** A message as the public JSON could show it. */
export function sampleOfMessage(desc: DescMessage): JsonObject {
  return sampleOfFields(desc.fields, ({ fields }) => fields);
}

/** A body that a caller could send: all of these fields, and within them what is needed. */
export function sampleOfInput(fields: readonly DescField[]): JsonObject {
  return sampleOfFields(fields, (desc) => {
    const required = requiredFields(desc);
    return desc.fields.filter((field) => required.has(field) || field.presence === FeatureSet_FieldPresence.IMPLICIT);
  });
}

function sampleOfFields(fields: readonly DescField[], pick: Pick): JsonObject {
  return Object.fromEntries(fields.map((field) => [field.jsonName, sampleOfField(field, pick)]));
}

function sampleOfField(field: DescField, pick: Pick): JsonValue {
  const element = sampleOfElement(field, pick);
  return field.fieldKind === 'list' ? [element] : element;
}

function sampleOfElement(field: DescField, pick: Pick): JsonValue {
  if (alwaysNull.has(`${field.parent.name}.${field.jsonName}`)) return null;
  if (field.enum) return sampleName(field);
  if (field.message) return sampleOfInner(field.message, field.jsonName, pick);
  if (field.scalar === ScalarType.BOOL) return usuallyTrue.has(field.jsonName);
  return field.scalar === ScalarType.STRING ? sampleText(field) : sampleNumber(field);
}

function sampleOfInner(desc: DescMessage, name: string, pick: Pick): JsonValue {
  if (isTimestamp(desc)) return /^(due|expires|linkExpires)/.test(name) ? future : past;
  return isStruct(desc) ? {} : sampleOfFields(pick(desc), pick);
}

function sampleName(field: DescField): string | null {
  const names = allowedNames(field);
  return names.find((name) => name === texts[field.jsonName]) ?? names[0] ?? null;
}

function sampleNumber(field: DescField): number {
  return named(numbers, field) ?? Number(ruleKeywords(annotationOf(field))['minimum'] ?? 1);
}

function sampleText(field: DescField): string {
  const values = ruleKeywords(annotationOf(field))['enum'];
  if (Array.isArray(values)) return String(values[0]);
  const known = named(texts, field);
  if (known !== undefined) return known;
  return /(^id|Ids?)$/.test(field.jsonName) ? id : field.name.replaceAll('_', ' ');
}

function named<T>(values: Record<string, T>, { parent, jsonName }: DescField): T | undefined {
  return values[`${parent.name}.${jsonName}`] ?? values[jsonName];
}
