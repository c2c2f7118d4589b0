import { ScalarType, type DescField, type DescMessage, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { isStruct, isTimestamp } from '../field-kinds';
import { allowedNames, annotationOf } from '../field-rules';
import { ruleKeywords } from './rule-keywords';

const id = '0199b2c4-7d1e-7c3a-9f52-3b8e6a104d77';
const past = '2026-01-15T09:30:00.000Z';
const future = '2026-02-15T09:30:00.000Z';

/** Values that show what a field of this name is for. */
const texts: Record<string, string> = {
  body: 'Page two is missing.',
  checklist: 'All pages are legible.',
  color: '#1f6feb',
  company: 'Example Ltd',
  createdBy: id,
  description: 'What it is for.',
  email: 'ada@example.com',
  key: 'fo_live_3fA9xQ7LmZ2kVb8RtYc5WdNe6HsGj1Pu0a1B2c',
  maskedKey: 'fo_live_3fA9…',
  message: 'Please send everything by the end of the month.',
  name: 'North',
  phone: '+4915112345678',
  reason: 'The scan is not legible.',
  tags: 'tax',
  title: 'Tax documents 2026',
  tokenUrl: 'https://auth.example.com/token',
  url: 'https://example.com/hooks/fileonion',
};
const usuallyTrue = new Set(['deleted', 'enabled', 'required', 'teams', 'resourceVisibility', 'includeRequestData']);

/** A message as the public JSON could show it. */
export function sampleOfMessage(desc: DescMessage): JsonObject {
  return sampleOfFields(desc.fields);
}

/** A JSON object with a value for each field. */
export function sampleOfFields(fields: readonly DescField[]): JsonObject {
  return Object.fromEntries(fields.map((field) => [field.jsonName, sampleOfField(field)]));
}

function sampleOfField(field: DescField): JsonValue {
  return field.fieldKind === 'list' ? [sampleOfElement(field)] : sampleOfElement(field);
}

function sampleOfElement(field: DescField): JsonValue {
  if (field.enum) return allowedNames(field)[0] ?? null;
  if (field.message) return sampleOfInner(field.message, field.jsonName);
  if (field.scalar === ScalarType.BOOL) return usuallyTrue.has(field.jsonName);
  if (field.scalar !== ScalarType.STRING) return Number(ruleKeywords(annotationOf(field))['minimum'] ?? 1);
  return sampleText(field);
}

function sampleOfInner(desc: DescMessage, name: string): JsonValue {
  if (isTimestamp(desc)) return /^(due|expires|linkExpires)/.test(name) ? future : past;
  return isStruct(desc) ? {} : sampleOfMessage(desc);
}

function sampleText(field: DescField): string {
  const values = ruleKeywords(annotationOf(field))['enum'];
  if (Array.isArray(values)) return String(values[0]);
  if (/(^id|Ids?)$/.test(field.jsonName)) return id;
  return texts[field.jsonName] ?? field.name.replaceAll('_', ' ');
}
