import type { DescEnum, DescMessage } from '@bufbuild/protobuf';
import type { Comments, JsonSchema, SchemaStyle } from '../schema/json-schema';
import { answerSchema, enumSchema, inputSchema } from '../schema/message-schema';

/**
 * The schemas that operations refer to, by name. A message has one schema as answers show it and one as requests hold
 * it; of two messages or of two uses with one name, the later gets the longer name.
 */
export class SchemaCollection {
  readonly byName: Record<string, JsonSchema> = {};
  /** Uses messages as answers show them. */
  readonly answers: SchemaStyle;
  /** Uses messages as requests hold them: closed, and not everything required. */
  readonly inputs: SchemaStyle;
  readonly #names = new Map<string, string>();

  constructor(comments: Comments) {
    const enums = (desc: DescEnum) => this.#once(desc, '', () => enumSchema(desc, this.answers));
    const answer = (desc: DescMessage) => this.#once(desc, '', () => answerSchema(desc, this.answers));
    const input = (desc: DescMessage, shown?: DescMessage) =>
      this.#once(desc, shown ? 'Update' : 'Input', () => inputSchema(desc, desc.fields, this.inputs, shown));
    this.answers = { comments, use: (desc) => (desc.kind === 'enum' ? enums(desc) : answer(desc)) };
    this.inputs = { comments, use: (desc, shown) => (desc.kind === 'enum' ? enums(desc) : input(desc, shown)) };
  }

  /** Adds a schema and gives a reference to it. */
  add(name: string, schema: JsonSchema): JsonSchema {
    this.byName[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  }

  #once(desc: DescMessage | DescEnum, use: string, make: () => JsonSchema): JsonSchema {
    const key = `${desc.typeName} ${use}`;
    const known = this.#names.get(key);
    const name = known ?? this.#freeName(desc, use);
    if (known) return { $ref: `#/components/schemas/${name}` };
    this.#names.set(key, name);
    this.add(name, {});
    return this.add(name, make());
  }

  #freeName({ name, typeName }: DescMessage | DescEnum, use: string): string {
    const service = typeName.split('.')[1] as string;
    const candidates = [
      name,
      ...(use ? [name + use] : []),
      `${service.charAt(0).toUpperCase()}${service.slice(1)}${name}${use}`,
    ];
    const free = candidates.find((candidate) => !this.byName[candidate]);
    if (!free) throw new Error(`${typeName}: the reference has no free name for this`);
    return free;
  }
}
