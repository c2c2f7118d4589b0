import { create, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema, type FileDescriptorSet } from '@bufbuild/protobuf/wkt';
import type { EventTypeRow, ReasonRow } from './enum-tables';

/** The descriptors as base64, without comments, which only the references need. */
export function descriptorSetModule(descriptors: FileDescriptorSet): string {
  const file = descriptors.file.map((proto) =>
    create(FileDescriptorProtoSchema, { ...proto, sourceCodeInfo: undefined }),
  );
  const bytes = toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file }));
  return `export const descriptorSet =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
}

/** `ReasonCode` and the table behind it. */
export function reasonsModule(rows: ReasonRow[]): string {
  return `import type { Reason } from './ts/fileonion/api/v2/error';

export type ReasonCode =
${rows.map(({ code }) => `  | '${code}'`).join('\n')};

export interface ReasonInfo {
  code: ReasonCode;
  reason: Reason;
  httpStatus: number;
  grpcCode: number;
  title: string;
  description: string;
}

export const reasons: Readonly<Record<ReasonCode, ReasonInfo>> = ${json(Object.fromEntries(rows.map((row) => [row.code, row])))};
`;
}

/** The table of public event types. */
export function eventTypesModule(rows: EventTypeRow[]): string {
  return `import type { EventType } from './ts/fileonion/events/v2/event';

export interface EventTypeInfo {
  type: EventType;
  name: string;
  resource: string;
  hasPrevious: boolean;
  description: string;
}

export const eventTypes: readonly EventTypeInfo[] = ${json(rows)};
`;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
