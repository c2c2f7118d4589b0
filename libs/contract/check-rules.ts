import { create, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import type { Path } from '@bufbuild/protobuf/reflect';
import { createValidator, type Violation } from '@bufbuild/protovalidate';
import { isObject } from './decode-struct';
import type { FaultCode } from './fault-codes';
import { member, type Faults } from './faults';
import { allowedNames } from './field-rules';

const validator = createValidator();

/** Codes of rules, by the last part of protovalidate's rule id; other ids are those of CEL rules and codes themselves. */
const codes: Record<string, FaultCode> = {
  required: 'required',
  min_len: 'too_short',
  max_len: 'too_long',
  min_items: 'too_few',
  max_items: 'too_many',
  unique: 'duplicate',
  in: 'invalid_value',
  not_in: 'invalid_value',
  const: 'invalid_value',
  defined_only: 'invalid_value',
};
const standardRule = /^(string|bool|int32|double|enum|repeated|timestamp|field_mask|bytes)\./;

/** One part of a request: what it says, by the fields' JSON names, and what is wrong with it. */
export interface Part {
  json: Record<string, unknown>;
  faults: Faults;
}

/**
 * Applies the rules of the proto to a message and notes every violation whose value could be read with the part that
 * the value came from; `partOf` a field whose rules do not count is undefined. Rules of the whole message have no field.
 */
export function checkRules(
  desc: DescMessage,
  message: Message,
  partOf: (field: DescField | undefined) => Part | undefined,
): void {
  const result = validator.validate(desc, message);
  if (result.kind === 'valid') return;
  if (result.kind === 'error') throw result.error;
  const missing = new Set<string>();
  for (const violation of result.violations) {
    const { path, ruleId } = subjectOf(desc, violation);
    const [top] = path;
    const part = partOf(top?.kind === 'field' ? top : undefined);
    const pointer = pointerOf(path);
    if (!part || part.faults.isFull || missing.has(pointer) || part.faults.isUnreadable(pointer)) continue;
    if (isAbsent(part.json, path)) {
      missing.add(pointer);
      part.faults.note(pointer, 'required', 'Must be given.');
    } else {
      part.faults.note(pointer, codeOf(ruleId), detailOf(violation));
    }
  }
}

/** A rule of the whole message that is about one of its fields says so in its id: `user_id.required`. */
function subjectOf(desc: DescMessage, { field: path, ruleId }: Violation): { path: Path; ruleId: string } {
  const [name, code] = ruleId.split('.');
  const subject = path.length === 0 && code !== undefined && desc.fields.find((field) => field.name === name);
  return subject ? { path: [subject], ruleId: code } : { path, ruleId };
}

function codeOf(ruleId: string): FaultCode {
  if (!standardRule.test(ruleId)) return codes[ruleId] ?? (ruleId as FaultCode);
  const rule = ruleId.slice(ruleId.indexOf('.') + 1);
  return codes[rule] ?? (/^[gl]te?(_|$)/.test(rule) ? 'out_of_range' : 'invalid_format');
}

function pointerOf(path: Path): string {
  let pointer = '';
  for (const step of path) {
    if (step.kind === 'field') pointer = member(pointer, step.jsonName);
    if (step.kind === 'list_sub') pointer = `${pointer}/${step.index}`;
  }
  return pointer;
}

function isAbsent(source: unknown, path: Path): boolean {
  let value = source;
  for (const step of path) {
    if (step.kind === 'field') value = isObject(value) ? value[step.jsonName] : undefined;
    if (step.kind === 'list_sub') value = Array.isArray(value) ? value[step.index] : undefined;
    if (value === undefined || value === null) return true;
  }
  return false;
}

/** protovalidate knows enum values by their numbers only. */
function detailOf({ field, ruleId, message }: Violation): string {
  const last = field.findLast((step) => step.kind === 'field');
  if (last?.enum && ruleId === 'enum.in') return `Must be one of: ${allowedNames(last).join(', ')}.`;
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
}

/** The fields that a message cannot do without: those whose rules an empty message breaks. */
export function requiredFields(desc: DescMessage): ReadonlySet<DescField> {
  const { violations = [] } = validator.validate(desc, create(desc));
  return new Set(violations.flatMap(({ field: [top] }) => (top?.kind === 'field' ? [top] : [])));
}
