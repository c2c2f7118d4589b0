import { Event } from '@fileonion/contract/events';
import type { BusConsumer, BusMessage, MessageSource } from './bus';
import { consumeEvent } from './consume-event';
import { consumeEvents } from './consume-events';
import { mayPass } from './consumer-faults';
import { createConsumerMetrics } from './consumer-metrics';
import type { ConsumerOptions } from './consumer-options';
import { createDeadLetters } from './dead-letters';
import { openInbox } from './inbox';

/**
 * Starts to consume events. What fails for reasons that may pass is tried again for ever, and holds back only its
 * partition; what can never succeed (it does not decode, or breaks a rule) goes to the topic's dead letters.
 */
export async function startConsumer<Effect = void>(options: ConsumerOptions<Effect>): Promise<BusConsumer> {
  const { connection, bus, topics, group, types, logger } = options;
  const inbox = await openInbox(connection);
  const consume = consumeEvent(options, inbox);
  const consumeAll = consumeEvents(options, inbox);
  const deadLetters = createDeadLetters({ bus, group, logger });
  const { observe } = createConsumerMetrics(options.metrics, topics);

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

  /** All at once, or else one by one: then each shows whether it can never be handled. */
  async function takeAll(messages: BusMessage[], source: MessageSource): Promise<void> {
    const wanted = messages.map(tryToDecode).filter((event) => !event || !types || types.includes(event.type));
    const events = wanted.filter((event) => event !== undefined);
    const distinct = [...new Map(events.map((event) => [event.id, event])).values()];
    const readable = events.length === wanted.length;
    const outcomes = readable && distinct.length > 1 ? await consumeAll(distinct, source) : undefined;
    if (outcomes) distinct.forEach((event, index) => observe(source.topic, outcomes[index]!, event));
    else for (const message of messages) await take(message, source);
  }

  return bus.subscribe({ topics, group, handle: take, ...(options.handleAll && { handleAll: takeAll }) });
}

function decode({ value }: BusMessage): Event {
  try {
    return Event.decode(value);
  } catch (cause) {
    throw new SyntaxError('the message holds no event', { cause });
  }
}

function tryToDecode(message: BusMessage): Event | undefined {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
}
