import { Actor, Audience, Event, type EventType } from '@fileonion/contract/events';
import type { Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';
import { uuidv7 } from 'uuidv7';
import { committedSignal, outboxModel, type OutboxRow } from './outbox-row';

/** A fact to announce. Who did it, when and on whose behalf is taken from the unit of work. */
export interface Fact {
  type: EventType;
  /** Id of the root whose version `seq` is. */
  aggregateId: string;
  /** The root's version that this event made. Every event of a root needs its own. */
  seq: number;
  /** Full name of the message, and the message as GET shows it at commit, encoded. */
  resource: [type: string, value: Uint8Array];
  /** The resource before an update, encoded. */
  previous?: Uint8Array;
  audience?: Partial<Audience>;
  /** Where it happened, for what the system does by itself. Otherwise it is the caller's organization. */
  organizationId?: string;
  /** Who caused what the system does by itself, as far as it is known. Otherwise it is the caller. */
  actor?: Partial<Actor>;
}

/** Writes events beside the change that they announce. */
export interface Outbox {
  /** Stores the event in the transaction of its change, and wakes the relay once that has committed. */
  emit(tx: Tx, fact: Fact): Promise<Event>;
  /** The same for many events, in one write. */
  emitAll(tx: Tx, facts: readonly Fact[]): Promise<Event[]>;
}

/** Opens the outbox of a service's database. */
export function createOutbox(connection: Connection): Outbox {
  const rows = outboxModel(connection);

  async function emitAll(tx: Tx, facts: readonly Fact[]): Promise<Event[]> {
    const events = facts.map((fact) => toEvent(tx, fact));
    if (events.length === 0) return events;
    await rows.insertMany(events.map(toRow), { session: tx.session });
    tx.afterCommit(() => void connection.emit(committedSignal));
    return events;
  }

  return {
    emitAll,
    async emit(tx, fact) {
      const [event] = await emitAll(tx, [fact]);
      return event!;
    },
  };
}

function toRow(event: Event): OutboxRow {
  const { id: _id, aggregateId, seq, type, traceparent } = event;
  return { _id, aggregateId, seq, type, traceparent, value: Buffer.from(Event.encode(event).finish()) };
}

function toEvent(tx: Tx, fact: Fact): Event {
  const { ctx } = tx;
  const [resourceType, resource] = fact.resource;
  return Event.fromPartial({
    id: uuidv7(),
    organizationId: fact.organizationId ?? ctx.principal.organizationId,
    occurredAt: tx.now,
    aggregateId: fact.aggregateId,
    seq: fact.seq,
    type: fact.type,
    actor: fact.organizationId ? (fact.actor ?? {}) : callerOf(tx),
    ip: ctx.ip,
    requestId: ctx.requestId,
    traceparent: ctx.traceparent,
    resourceType,
    resource: Buffer.from(resource),
    previous: Buffer.from(fact.previous ?? []),
    audience: fact.audience ?? {},
  });
}

function callerOf({ ctx }: Tx): Actor {
  return Actor.fromPartial({ userId: ctx.principal.userId, apiKeyId: ctx.principal.apiKey?.id ?? '' });
}
