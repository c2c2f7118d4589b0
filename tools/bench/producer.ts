import { randomBytes } from 'node:crypto';
import type { EventType } from '@fileonion/contract/events';
import { createOutbox, startRelay, topics, type EventBus } from '@fileonion/events';
import { createUnitOfWork, modelsReady, openMongo } from '@fileonion/mongo';
import { createMetrics, systemContext, type Logger } from '@fileonion/service-kit';
import { aTeamEvent } from '@fileonion/testing';

/** The event to commit, of a team of its own. */
export interface ToCommit {
  organizationId: string;
  type: EventType;
}

/** An event, and when the commit of it was acknowledged, in epoch milliseconds. */
export interface Commit {
  eventId: string;
  at: number;
}

/** Stands for a service whose changes cause events: an outbox with its relay. */
export interface Producer {
  commit(toCommit: ToCommit): Promise<Commit>;
  close(): Promise<void>;
}

export async function openProducer(options: {
  uri: string;
  database: string;
  bus: EventBus;
  logger: Logger;
}): Promise<Producer> {
  const { bus, logger } = options;
  const { connection, close } = await openMongo(options);
  const outbox = createOutbox(connection);
  const unitOfWork = createUnitOfWork({ connection, secret: randomBytes(32), logger });
  const metrics = createMetrics({ service: 'producer' });
  const relay = startRelay({ connection, bus, topic: topics.teams, logger, metrics });
  await modelsReady(connection);

  return {
    async commit({ organizationId, type }) {
      const { aggregateId, seq, resourceType, resource } = aTeamEvent(organizationId);
      const fact = {
        type,
        seq,
        organizationId,
        aggregateId,
        resource: [resourceType, resource] as [string, Uint8Array],
      };
      const event = await unitOfWork(systemContext({ logger }), (tx) => outbox.emit(tx, fact));
      return { eventId: event.id, at: Date.now() };
    },
    async close() {
      await relay.stop();
      await close();
    },
  };
}
