import type { Event, EventType } from '@fileonion/contract/events';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import type { Logger, Metrics } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { EventBus } from './bus';

/** What a service does with the events of others. */
export interface ConsumerOptions<Effect = void> {
  connection: Connection;
  unitOfWork: UnitOfWork;
  bus: EventBus;
  topics: string[];
  /** The service's name; what it has seen is remembered under it. */
  group: string;
  /** The only types of interest; every type when absent. */
  types?: readonly EventType[];
  /** The effect, in the transaction that also marks the event as seen. Each event has it once. */
  handle(tx: Tx, event: Event): Promise<Effect>;
  /** The effects of several different events in one transaction, where that is cheaper than one after another. */
  handleAll?(tx: Tx, events: Event[]): Promise<Effect[]>;
  /**
   * What effects need outside of their transaction. It runs after the commit, before the events count as consumed, and so
   * again when an event comes again: then without its effect, which it had earlier.
   */
  afterwards?(events: Event[], effects: (Effect | undefined)[]): Promise<void>;
  logger: Logger;
  metrics: Metrics;
}
