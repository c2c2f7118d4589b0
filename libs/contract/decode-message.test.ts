import { create, createFileRegistry, fromBinary, toBinary, toJson, type DescMessage } from '@bufbuild/protobuf';
import {
  file_google_protobuf_struct,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { readersOf, readObject } from './decode-message';
import { encodeMessage } from './encode-message';
import { Faults } from './faults';

const { INT64, BYTES, MESSAGE, STRING } = FieldDescriptorProto_Type;

/** A message with one field. */
function messageWith(type: FieldDescriptorProto_Type, typeName = '', oneof = false): DescMessage {
  const label = FieldDescriptorProto_Label.OPTIONAL;
  const field = {
    name: 'payload',
    jsonName: 'payload',
    number: 1,
    label,
    type,
    typeName,
    ...(oneof && { oneofIndex: 0 }),
  };
  const file = create(FileDescriptorProtoSchema, {
    name: 'test.proto',
    package: 'test',
    syntax: 'proto3',
    dependency: ['google/protobuf/struct.proto'],
    messageType: [{ name: 'Test', field: [field], oneofDecl: oneof ? [{ name: 'either' }] : [] }],
  });
  const registry = createFileRegistry(file, () => file_google_protobuf_struct.proto);
  return registry.getMessage('test.Test') as DescMessage;
}

const free = messageWith(MESSAGE, '.google.protobuf.Struct');

/** Reads a payload; gives it as it is shown after a trip over the wire, or the faults as `pointer code`. */
function read(payload: unknown): unknown {
  const faults = new Faults();
  const message = create(free);
  readObject(readersOf(free), message, { payload }, '', { faults, shown: undefined });
  if (faults.list.length > 0) return faults.list.map(({ pointer, code }) => `${pointer} ${code}`);
  return encodeMessage(free, fromBinary(free, toBinary(free, message)))['payload'];
}

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { a: nested(levels - 1) };
}

describe('a free JSON object', () => {
  test('may hold any JSON and is kept as it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
        const plain: unknown = JSON.parse(JSON.stringify(payload));
        fc.pre(!/"(__proto__|constructor|prototype)"/.test(JSON.stringify(plain)));
        expect(read(plain)).toEqual(plain);
      }),
    );
  });

  test.each([[[]], ['x'], [1], [true]])('is not %p', (payload) => {
    expect(read(payload)).toEqual(['/payload invalid_type']);
  });

  test('may nest 32 levels deep, the body included, and no deeper', () => {
    expect(read(nested(31))).toEqual(nested(31));
    expect(read(nested(32))).toEqual([`/payload${'/a'.repeat(31)} too_deep`]);
  });

  test('that nests beyond any stack is refused', () => {
    const payload: unknown = JSON.parse(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`);
    expect(read(payload)).toEqual([`/payload${'/a'.repeat(31)} too_deep`]);
  });

  test('may hold 32,768 values, at whatever depth, and no more', () => {
    const holding = (count: number) => ({ a: Array<number>(count - 3).fill(1), b: { c: 1 } });
    expect(read(holding(32_768))).toEqual(holding(32_768));
    expect(read(holding(32_769))).toEqual(['/payload too_many']);
  });

  test('cannot hold names that reach a prototype, at any depth', () => {
    const payload: unknown = JSON.parse('{"a":[{"__proto__":1}],"constructor":{},"b":{"prototype":1}}');
    expect(read(payload)).toEqual([
      '/payload/a/0/__proto__ unknown_field',
      '/payload/constructor unknown_field',
      '/payload/b/prototype unknown_field',
    ]);
  });

  test('cannot hold what has no encoding', () => {
    expect(read({ a: '\ud800', 'b/c': JSON.parse('1e999') as unknown })).toEqual([
      '/payload/a invalid_characters',
      '/payload/b~1c out_of_range',
    ]);
    expect(read({ '\udc00': 1 })).toEqual(['/payload invalid_characters']);
  });
});

test.each([
  ['64 bits', messageWith(INT64)],
  ['bytes', messageWith(BYTES)],
  ['a oneof', messageWith(STRING, '', true)],
])('a public message with %s is refused', (_, desc) => {
  expect(() => readersOf(desc)).toThrow('have no public JSON form');
});

test('a value that is unset has no place in proto JSON and is null in ours', () => {
  expect(toJson(free, create(free))).toEqual({});
  expect(encodeMessage(free, create(free))).toEqual({ payload: null });
});
