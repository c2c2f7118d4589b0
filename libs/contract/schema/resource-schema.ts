import type { DescEnum, DescMessage } from '@bufbuild/protobuf';
import { answerSchema, enumSchema } from './message-schema';
import type { JsonSchema, SchemaStyle } from './json-schema';

const style: SchemaStyle = {
  comments: () => '',
  use: (desc: DescMessage | DescEnum) => (desc.kind === 'enum' ? enumSchema(desc, style) : answerSchema(desc, style)),
};

/** The JSON Schema of a message as the public JSON shows it, in one piece. */
export function schemaOf(desc: DescMessage): JsonSchema {
  return answerSchema(desc, style);
}
