import { EventType } from '@fileonion/contract/events';
import { startConsumer, topics, type BusConsumer, type EventBus } from '@fileonion/events';
import type { UnitOfWork } from '@fileonion/mongo';
import type { Logger, Metrics } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { DepartedKind, TombstoneRepository } from './tombstone-repository';

interface Options {
  connection: Connection;
  unitOfWork: UnitOfWork;
  bus: EventBus;
  logger: Logger;
  metrics: Metrics;
  tombstones: TombstoneRepository;
  /** Called when something has gone. */
  onDeparture(): void;
}

/** Learns of users and teams that are gone. The tombstone comes first: from then on nothing new can name them. */
export function startDepartureConsumer({ tombstones, onDeparture, ...rest }: Options): Promise<BusConsumer> {
  return startConsumer({
    ...rest,
    topics: [topics.teams],
    group: 'requests',
    types: [EventType.TEAM_DELETED, EventType.USER_REMOVED],
    async handle(tx, { organizationId, type, aggregateId }) {
      const kind: DepartedKind = type === EventType.TEAM_DELETED ? 'team' : 'user';
      await tombstones.put(tx, { organizationId, kind, departedId: aggregateId });
      tx.afterCommit(onDeparture);
    },
  });
}
