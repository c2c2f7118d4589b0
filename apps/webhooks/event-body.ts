import { isDeepStrictEqual } from 'node:util';
import { eventTypes, messageToJson, type EventTypeInfo } from '@fileonion/contract';
import type { Event } from '@fileonion/contract/events';
import { AppError } from '@fileonion/errors';

type Json = Record<string, unknown>;

const byType = new Map(eventTypes.map((info) => [info.type, info]));

/** The public side of an event's type. */
export function infoOf(event: Event): EventTypeInfo {
  const info = byType.get(event.type);
  if (!info) throw new AppError('validation_failed', `Events of type ${event.type} are not public.`);
  return info;
}

/** The id by which receivers know an event. */
export function publicEventId(eventId: string): string {
  return `evt_${eventId}`;
}

/** The bytes that are sent for an event, to whomever and however often. */
export function eventBody(event: Event): Buffer {
  const { name, hasPrevious } = infoOf(event);
  const data = resourceOf(event, event.resource);
  const body = {
    id: publicEventId(event.id),
    type: name,
    createdAt: event.occurredAt?.toISOString(),
    organizationId: event.organizationId,
    apiVersion: 'v2',
    data,
    ...(hasPrevious && { previous: changedFields(resourceOf(event, event.previous), data) }),
  };
  return Buffer.from(JSON.stringify(body));
}

/** The top-level fields that differ, as they were. */
export function changedFields(before: Json, after: Json): Json {
  return Object.fromEntries(Object.entries(before).filter(([name, value]) => !isDeepStrictEqual(value, after[name])));
}

/** What cannot be shown will not be shown at the next try either: the event is put aside. */
function resourceOf({ resourceType }: Event, bytes: Uint8Array): Json {
  try {
    return messageToJson(resourceType, bytes);
  } catch (cause) {
    throw new AppError('validation_failed', `The event's resource is no ${resourceType}.`, { cause });
  }
}
