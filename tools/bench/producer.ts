import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventType } from '@fileonion/contract/events';
import { createOutbox, startRelay, topics, type EventBus } from '@fileonion/events';
import { createUnitOfWork, modelsReady, openMongo } from '@fileonion/mongo';
import { createMetrics, systemContext, type Logger } from '@fileonion/service-kit';
import { aTeamEvent } from '@fileonion/testing';

/** How many events to commit, how fast, and of which types in turn. */
export interface Load {
  organizationId: string;
  types: EventType[];
  perSecond: number;
  count: number;
}

/** An event, and when the commit of it was acknowledged, in epoch milliseconds. */
export interface Commit {
  eventId: string;
  at: number;
}

/** Stands for a service whose changes cause events: an outbox with its relay. */
export interface Producer {
  /** Commits events at a steady rate, whether or not the commits before have ended. */
  commit(load: Load): Promise<Commit[]>;
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

  async function commitOne(organizationId: string, type: EventType): Promise<Commit> {
    const { aggregateId, seq, resourceType, resource } = aTeamEvent(organizationId);
    const fact = { type, seq, organizationId, aggregateId, resource: [resourceType, resource] as [string, Uint8Array] };
    const event = await unitOfWork(systemContext({ logger }), (tx) => outbox.emit(tx, fact));
    return { eventId: event.id, at: Date.now() };
  }

  return {
    async commit({ organizationId, types, perSecond, count }) {
      const started = performance.now();
      const commits: Promise<Commit>[] = [];
      while (commits.length < count) {
        const due = Math.min(count, ((performance.now() - started) / 1000) * perSecond);
        while (commits.length < due) commits.push(commitOne(organizationId, types[commits.length % types.length]!));
        await pause(5);
      }
      return Promise.all(commits);
    },
    async close() {
      await relay.stop();
      await close();
    },
  };
}
