import { Event, type EventType } from '@fileonion/contract/events';
import { AppError } from '@fileonion/errors';
import type { Tx, UnitOfWork } from '@fileonion/mongo';
import type { Metrics } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { BusConsumer, BusMessage, EventBus, MessageSource } from './bus';
import { consumeEvent } from './consume-event';
import { createConsumerMetrics } from './consumer-metrics';
import { createDeadLetters } from './dead-letters';
import { openInbox } from './inbox';

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
  /**
   * What the effect needs outside of its transaction. It runs after the commit, before the event counts as consumed, and
   * so again when the event comes again: then without the effect, which happened earlier.
   */
  afterwards?(event: Event, effect: Effect | undefined): Promise<void>;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Starts to consume events. What fails for reasons that may pass is tried again for ever, and holds back only its
 * partition; what can never succeed (it does not decode, or breaks a rule) goes to the topic's dead letters.
 */
export async function startConsumer<Effect = void>(options: ConsumerOptions<Effect>): Promise<BusConsumer> {
  const { connection, bus, topics, group, types, logger } = options;
  const consume = consumeEvent(options, await openInbox(connection));
  const deadLetters = createDeadLetters({ bus, group, logger });
  const { observe } = createConsumerMetrics(options.metrics);

  async function take(message: BusMessage, source: MessageSource): Promise<void> {
    const { topic } = source;
    let event: Event | undefined;
    try {
      event = decode(message);
      const wanted = !types || types.includes(event.type);
      observe(topic, wanted ? await consume(event, source) : 'ignored', event);
    } catch (error) {
      observe(topic, mayPass(error) ? 'failed' : 'dead', event);
      if (mayPass(error)) throw error;
      await deadLetters.put(topic, message, error);
    }
  }

  return bus.subscribe({ topics, group, handle: take });
}

function decode({ value }: BusMessage): Event {
  try {
    return Event.decode(value);
  } catch (cause) {
    throw new SyntaxError('the message holds no event', { cause });
  }
}

/** Only faults that are certain to come back are given up; of an unknown one, nobody knows. */
function mayPass(error: unknown): boolean {
  if (error instanceof AppError) return ['unavailable', 'deadline_exceeded', 'internal'].includes(error.reason);
  return !(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError);
}
