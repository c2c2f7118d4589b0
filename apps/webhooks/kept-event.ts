import type { Event } from '@fileonion/contract/events';
import type { TenantRow } from '@fileonion/mongo';
import { eventBody, infoOf } from './event-body';

/** An event as it is kept to be sent, now or by a replay. */
export interface KeptEventRow extends TenantRow {
  /** Public name of the type. */
  name: string;
  aggregateId: string;
  seq: number;
  occurredAt: Date;
  traceparent: string;
  /** What is sent. */
  body: Buffer;
  expiresAt: Date;
}

/** An event that is yet to be kept. */
export type NewEvent = Omit<KeptEventRow, 'version' | 'createdAt' | 'updatedAt'>;

const keptMs = 30 * 24 * 3600 * 1000;

/** When what happened at a moment is no longer kept. */
export function expiryOf(occurredAt: Date): Date {
  return new Date(occurredAt.getTime() + keptMs);
}

/** What is kept of an event. */
export function keptEvent(event: Event) {
  const { aggregateId, seq, traceparent, occurredAt = new Date() } = event;
  const { name } = infoOf(event);
  return { name, aggregateId, seq, occurredAt, traceparent, body: eventBody(event), expiresAt: expiryOf(occurredAt) };
}
