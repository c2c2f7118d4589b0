import { create, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema, type FileDescriptorSet } from '@bufbuild/protobuf/wkt';
import type { OpenApiDocument } from '../openapi/document';
import type { EventTypeRow, ReasonRow } from './enum-tables';

/** The descriptors as base64, without comments, which only the references need. */
export function descriptorSetModule(descriptors: FileDescriptorSet): string {
  const file = descriptors.file.map((proto) =>
    create(FileDescriptorProtoSchema, { ...proto, sourceCodeInfo: undefined }),
  );
  const bytes = toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file }));
  return `/** The contract as a FileDescriptorSet in base64, imports included. */
export const descriptorSet =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
}

/** `ReasonCode` and the table behind it. */
export function reasonsModule(rows: ReasonRow[]): string {
  return `import type { Reason } from './ts/fileonion/api/v2/error';

/** The stable name of a reason, as \`error.code\` shows it. */
export type ReasonCode =
${rows.map(({ code }) => `  | '${code}'`).join('\n')};

/** How a reason appears over HTTP and gRPC. */
export interface ReasonInfo {
  code: ReasonCode;
  /** The value of the proto enum. */
  reason: Reason;
  httpStatus: number;
  grpcCode: number;
  /** A short sentence, the same for every occurrence. */
  title: string;
  /** What it means, for the reference. */
  description: string;
}

/** Every way in which a call can be refused. */
export const reasons: Readonly<Record<ReasonCode, ReasonInfo>> = ${json(Object.fromEntries(rows.map((row) => [row.code, row])))};
`;
}

/** The table of public event types. */
export function eventTypesModule(rows: EventTypeRow[]): string {
  return `import type { EventType } from './ts/fileonion/events/v2/event';

/** The public side of an event type. */
export interface EventTypeInfo {
  /** The value of the proto enum. */
  type: EventType;
  /** The public name, such as \`request.created\`. */
  name: string;
  /** Full name of the message in \`data\`. */
  resource: string;
  /** Whether the event carries \`previous\`. */
  hasPrevious: boolean;
  description: string;
}

/** Every public event type. */
export const eventTypes: readonly EventTypeInfo[] = ${json(rows)};
`;
}

/** The OpenAPI document; as text in the code it loads faster than as an object. */
export function openApiModule(document: OpenApiDocument): string {
  return `import type { OpenApiDocument } from '../openapi/document';

/** The OpenAPI document of every route. */
export const openapi: OpenApiDocument = JSON.parse(
  ${JSON.stringify(JSON.stringify(document))},
);
`;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
