import { Delivery, DeliveryStatus, type Attempt } from '@fileonion/contract/webhooks';
import type { OwnFields, TenantRow, Tx } from '@fileonion/mongo';
import { uuidv7 } from 'uuidv7';
import { publicEventId } from './event-body';
import { expiryOf, type NewEvent } from './kept-event';
import type { TargetKind } from './target';

/** One event for one target. */
export interface DeliveryRow extends TenantRow {
  kind: TargetKind;
  targetId: string;
  eventId: string;
  /** Public name of the event's type. */
  event: string;
  occurredAt: Date;
  /** Deliveries about the same aggregate are sent one after another. */
  aggregateId: string;
  seq: number;
  traceparent: string;
  /** What is sent, where that is not made of the kept event's body. */
  body?: Buffer;
  /** The action's version by which what is sent is made of the event, whenever it is sent. */
  actionVersion?: number;
  /** Somebody asked for this very call, so that it is made although the target is switched off. */
  asked?: boolean;
  status: DeliveryStatus;
  /** When the next attempt is due; set while pending. */
  dueAt?: Date;
  /** Tells apart what became due at the same time: rises from one queueing to the next. */
  order: string;
  /** Attempts since it was queued, or queued again. */
  tries: number;
  attempts: Attempt[];
  expiresAt: Date;
}

/** Whether what is sent stands with the delivery itself: so it is with tests, which are about no event. */
export function hasOwnBody({ event }: Pick<DeliveryRow, 'event'>): boolean {
  return event === 'ping';
}

/** A delivery that is yet to be queued. */
export type NewDelivery = OwnFields<DeliveryRow>;

/** What a delivery has whenever it is queued, for the first time or again: the schedule begins. */
export function queuedAt(dueAt: Date) {
  return { status: DeliveryStatus.PENDING, tries: 0, dueAt, order: uuidv7() };
}

/** What a new delivery of an event has, but for its id and organization. */
export function newDelivery(
  event: Omit<NewEvent, 'body'>,
  target: { kind: TargetKind; targetId: string },
  dueAt: Date,
) {
  const { _id: eventId, name, occurredAt, aggregateId, seq, traceparent, expiresAt } = event;
  const about = { eventId, event: name, occurredAt, aggregateId, seq, traceparent, expiresAt };
  return { ...target, ...about, ...queuedAt(dueAt), attempts: [] };
}

/** What a test call has: it is about nothing but itself. */
export function newTestDelivery(target: { kind: TargetKind; targetId: string }, { now, ctx }: Tx, dueAt: Date) {
  const expiresAt = expiryOf(now);
  const about = {
    eventId: uuidv7(),
    event: 'ping',
    occurredAt: now,
    aggregateId: '',
    seq: 0,
    traceparent: ctx.traceparent,
  };
  return { ...target, ...about, ...queuedAt(dueAt), attempts: [], expiresAt };
}

/** A webhook's delivery as the API shows it. */
export function toDelivery(row: DeliveryRow): Delivery {
  return Delivery.fromPartial({
    ...shown(row),
    webhookId: row.targetId,
    eventId: publicEventId(row.eventId),
    event: row.event,
  });
}

/** What every delivery shows. */
export function shown({ _id: id, status, attempts, dueAt: nextAttemptAt, createdAt, updatedAt }: DeliveryRow) {
  return { id, status, attempts, nextAttemptAt, createdAt, updatedAt };
}
