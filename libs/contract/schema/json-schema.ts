import type { AnyDesc, DescEnum, DescMessage, JsonObject } from '@bufbuild/protobuf';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = JsonObject;

/** Gives the comment above a declaration; empty where there is none. */
export type Comments = (desc: AnyDesc) => string;

/** How schemas are put together: with or without texts, nested ones in place or by reference. */
export interface SchemaStyle {
  comments: Comments;
  /** The schema that stands where a message or enum is used; in an update, `shown` is what a GET shows in its place. */
  use(desc: DescMessage | DescEnum, shown?: DescMessage): JsonSchema;
}

/** A schema that also admits `null`. */
export function nullable(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const either: JsonSchema = { ...schema, type: [type, 'null'] };
  if (Array.isArray(values)) either['enum'] = [...values, null];
  return either;
}

/** A schema with a description, if there is one. */
export function described(schema: JsonSchema, description: string): JsonSchema {
  return description === '' ? schema : { ...schema, description };
}
