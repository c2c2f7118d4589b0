import { getOption, type DescExtension, type DescEnum, type FileRegistry } from '@bufbuild/protobuf';
import type { Comments } from '../schema/json-schema';

/** A way in which a call can be refused. */
export interface ReasonRow {
  code: string;
  reason: string;
  httpStatus: number;
  grpcCode: number;
  title: string;
  description: string;
}

/** A public event type. */
export interface EventTypeRow {
  type: string;
  name: string;
  resource: string;
  hasPrevious: boolean;
  description: string;
}

/** Reads the enum Reason; its zero value is the code `internal`. */
export function reasonsOf(registry: FileRegistry, comments: Comments): ReasonRow[] {
  const info = extension(registry, 'fileonion.api.v2.reason_info');
  return enumOf(registry, 'fileonion.api.v2.Reason').values.map((value) => {
    const { httpStatus, grpcCode, title } = getOption(value, info) as unknown as ReasonRow;
    const reason = value.name.replace(/^REASON_/, '');
    const code = value.number === 0 ? 'internal' : reason.toLowerCase();
    return { code, reason, httpStatus, grpcCode, title, description: comments(value) };
  });
}

/** Reads the enum EventType; internal types have no public name and are left out. */
export function eventTypesOf(registry: FileRegistry, comments: Comments): EventTypeRow[] {
  const info = extension(registry, 'fileonion.events.v2.event_type');
  return enumOf(registry, 'fileonion.events.v2.EventType').values.flatMap((value) => {
    const { name, resource, hasPrevious } = getOption(value, info) as unknown as EventTypeRow;
    const type = value.name.replace(/^EVENT_TYPE_/, '');
    return name === '' ? [] : [{ type, name, resource, hasPrevious, description: comments(value) }];
  });
}

function extension(registry: FileRegistry, name: string): DescExtension {
  const found = registry.getExtension(name);
  if (!found) throw new Error(`The contract lacks the option ${name}`);
  return found;
}

function enumOf(registry: FileRegistry, name: string): DescEnum {
  const found = registry.getEnum(name);
  if (!found) throw new Error(`The contract lacks the enum ${name}`);
  return found;
}
