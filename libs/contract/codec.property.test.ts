import { create, ScalarType, toBinary, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { messageToJson } from './codec';
import { decodeRequest } from './decode-request';
import { set } from './decode-message';
import { faultCodes } from './fault-codes';
import { isStruct, isTimestamp } from './field-kinds';
import { rulesOf } from './field-rules';
import { routes } from './routes';
import { wireNamesOf } from './wire-names';
import { messageFromJson } from './test/message-from-json';
import type { Route } from './route';

const shown = [...new Set(routes.flatMap(({ output }) => messagesIn(output)))];

function messagesIn(desc: DescMessage): DescMessage[] {
  const inner = desc.fields.flatMap(({ message }) => (message && !isWellKnown(message) ? messagesIn(message) : []));
  return [desc, ...inner];
}

function isWellKnown(desc: DescMessage): boolean {
  return isTimestamp(desc) || isStruct(desc);
}

/** Any free JSON that can be stored: names that reach a prototype never get in. */
const jsonObject = fc
  .dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), fc.jsonValue({ maxDepth: 2 }))
  .filter((json) => !/"(__proto__|constructor|prototype)"/.test(JSON.stringify(json)));

/** Any message that a service could answer with. */
function arbitraryMessage(desc: DescMessage): fc.Arbitrary<Message> {
  if (isTimestamp(desc)) {
    const seconds = fc.bigInt(-62_135_596_800n, 253_402_300_799n);
    return fc
      .record({ seconds, millis: fc.nat(999) })
      .map(({ seconds: s, millis }) =>
        create(desc, { seconds: s, nanos: millis * 1_000_000 } as Record<string, unknown>),
      );
  }
  const fields = Object.fromEntries(desc.fields.map((field) => [field.localName, arbitraryField(field)]));
  // An enum without presence that holds nothing is a service's fault, and shown as null.
  const always = desc.fields.filter((field) => field.fieldKind === 'enum' || rulesOf(field).required);
  const requiredKeys = always.map(({ localName }) => localName);
  return fc.record(fields, { requiredKeys }).map((values) => {
    const message = create(desc);
    for (const field of desc.fields)
      if (values[field.localName] !== undefined) set(message, field, values[field.localName]);
    return message;
  });
}

function arbitraryField(field: DescField): fc.Arbitrary<unknown> {
  const element = arbitraryElement(field);
  return field.fieldKind === 'list' ? fc.array(element, { maxLength: 3 }) : element;
}

function arbitraryElement(field: DescField): fc.Arbitrary<unknown> {
  const { enum: enumeration, message, scalar } = field;
  if (rulesOf(field).uuid) return fc.uuid();
  if (enumeration) return fc.constantFrom(...wireNamesOf(enumeration).numberOf.values());
  if (message) return isStruct(message) ? jsonObject : arbitraryMessage(message);
  if (scalar === ScalarType.STRING) return fc.string({ unit: 'grapheme' });
  if (scalar === ScalarType.BOOL) return fc.boolean();
  return scalar === ScalarType.INT32 ? fc.integer() : fc.double({ noNaN: true, noDefaultInfinity: true });
}

test('every message that the API shows survives being shown and read', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...shown).chain((desc) => arbitraryMessage(desc).map((message) => ({ desc, message }))),
      ({ desc, message }) => {
        const json = messageToJson(desc.typeName, toBinary(desc, message));
        expect(Object.keys(json)).toEqual(desc.fields.map(({ jsonName }) => jsonName));
        expect(messageToJson(desc.typeName, messageFromJson(desc.typeName, json))).toEqual(json);
      },
    ),
    { numRuns: 300 },
  );
});

/** Bodies that use the names of a route's fields with any values, so that decoding gets far. */
function arbitraryBody({ input }: Route): fc.Arbitrary<unknown> {
  const names = input.fields.map(({ jsonName }) => fc.constant(jsonName));
  return fc.oneof(fc.jsonValue(), fc.dictionary(fc.oneof(...names, fc.string()), fc.jsonValue()));
}

test('no body, query or path makes decoding throw, and every fault is placed and named', () => {
  const requests = fc.constantFrom(...routes).chain((route) =>
    fc.record({
      route: fc.constant(route),
      body: arbitraryBody(route),
      query: fc.array(
        fc.tuple(
          fc.oneof(fc.constantFrom(...route.input.fields.map((f) => f.jsonName), 'x'), fc.string()),
          fc.string(),
        ),
      ),
      param: fc.string(),
    }),
  );
  fc.assert(
    fc.property(requests, ({ route, body, query, param }) => {
      const params = Object.fromEntries(
        route.segments.flatMap(({ variable }) => (variable ? [[variable, param]] : [])),
      );
      const decoded = decodeRequest(route, { params, query: new URLSearchParams(query), body });
      if (decoded.ok || decoded.notFound) return;
      expect(decoded.violations.length).toBeGreaterThan(0);
      for (const { pointer, parameter, code, detail } of decoded.violations) {
        expect(Object.keys(faultCodes)).toContain(code);
        expect(detail).toMatch(/^[A-Z].*[.!?]$/s);
        expect((pointer === undefined) !== (parameter === undefined)).toBe(true);
        if (pointer) expect(typeof (container(body, pointer) ?? undefined)).toBe('object');
      }
    }),
    { numRuns: 1000 },
  );
});

/** What holds the value that an RFC 6901 pointer names. */
function container(document: unknown, pointer: string): unknown {
  const tokens = pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  return tokens.slice(0, -1).reduce((value, token) => (value as Record<string, unknown>)[token], document);
}

interface Damage {
  name: string;
  value: unknown;
  code: string;
}

const damages: readonly Damage[] = [
  { name: 'title', value: 'x'.repeat(201), code: 'too_long' },
  { name: 'message', value: {}, code: 'invalid_type' },
  { name: 'clientId', value: 'x', code: 'invalid_format' },
  { name: 'dueDate', value: 'soon', code: 'invalid_format' },
  { name: 'priority', value: 'lowest', code: 'invalid_value' },
  { name: 'tags', value: 'x', code: 'invalid_type' },
  { name: 'linkExpiresAt', value: 7, code: 'invalid_type' },
  { name: 'visibility', value: null, code: 'not_nullable' },
  { name: 'speed', value: 1, code: 'unknown_field' },
];
const itemDamages: readonly Damage[] = [
  { name: 'name', value: '', code: 'too_short' },
  { name: 'description', value: 1, code: 'invalid_type' },
  { name: 'required', value: 'yes', code: 'invalid_type' },
  { name: 'speed', value: null, code: 'unknown_field' },
];

test('whatever is damaged in a request, exactly that is reported, each at its place', () => {
  const route = routes.find(({ operationId }) => operationId === 'createRequest') as Route;
  const damagedItems = fc.array(fc.subarray([...itemDamages]), { maxLength: 5 });
  fc.assert(
    fc.property(fc.subarray([...damages]), damagedItems, (top, items) => {
      const body = {
        ...apply(top, { title: 'T' }),
        items: items.map((damaged) => apply(damaged, { name: 'Passport', required: true, checklist: ['a'] })),
      };
      const expected = [
        ...top.map(({ name, code }) => `/${name} ${code}`),
        ...items.flatMap((damaged, index) => damaged.map(({ name, code }) => `/items/${index}/${name} ${code}`)),
      ];
      const decoded = decodeRequest(route, { params: {}, query: new URLSearchParams(), body });
      const reported =
        'violations' in decoded ? decoded.violations.map(({ pointer, code }) => `${pointer} ${code}`) : [];
      expect(reported.sort()).toEqual(expected.sort());
    }),
  );
});

function apply(damaged: readonly Damage[], sound: Record<string, unknown>): Record<string, unknown> {
  return { ...sound, ...Object.fromEntries(damaged.map(({ name, value }) => [name, value])) };
}
