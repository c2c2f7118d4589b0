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
  const { connection, bus, topics, group, types, handleAll, logger } = options;
  const inbox = await openInbox(connection);
  const consume = consumeEvent(options, inbox);
  const consumeAll = handleAll && consumeEvents({ ...options, handleAll }, inbox);
  const deadLetters = createDeadLetters({ bus, group, logger });
  const { observe } = createConsumerMetrics(options.metrics, topics);
  const isWanted = ({ type }: Event) => !types || types.includes(type);

  async function take(message: BusMessage, source: MessageSource): Promise<void> {
    const { topic } = source;
    let event: Event | undefined;
    try {
      event = decode(message);
      observe(topic, isWanted(event) ? await consume(event, source) : 'ignored', event);
    } catch (error) {
      observe(topic, mayPass(error) ? 'failed' : 'dead', event);
      if (mayPass(error)) throw error;
      await deadLetters.put(topic, message, error);
    }
  }

  /** All at once, or else one by one: then each shows whether it can never be handled. */
  async function takeAll(messages: BusMessage[], source: MessageSource): Promise<void> {
    const events = messages.map(tryToDecode).filter((event) => event !== undefined);
    const [wanted, others] = [events.filter(isWanted), events.filter((event) => !isWanted(event))];
    const distinct = [...new Map(wanted.map((event) => [event.id, event])).values()];
    const readable = events.length === messages.length;
    if (readable && distinct.length > 1 && (await takeTogether(distinct, source)))
      others.forEach((event) => observe(source.topic, 'ignored', event));
    else for (const message of messages) await take(message, source);
  }

  /** @returns whether that could be done. */
  async function takeTogether(events: Event[], source: MessageSource): Promise<boolean> {
    const outcomes = await consumeAll?.(events, source).catch((error: unknown) => {
      events.forEach((event) => observe(source.topic, 'failed', event));
      throw error;
    });
    outcomes?.forEach((outcome, index) => observe(source.topic, outcome, events[index]));
    return outcomes !== undefined;
  }

  return bus.subscribe({ topics, group, handle: take, ...(consumeAll && { handleAll: takeAll }) });
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
