import type { Event } from '@fileonion/contract/events';
import { startSpan, systemContext } from '@fileonion/service-kit';
import type { MessageSource } from './bus';
import type { ConsumerOptions } from './consumer';
import { mayPass } from './consumer-faults';
import { SeenError, type Inbox } from './inbox';

/** Gives events their effects, all in one transaction. @returns whether that could be done. */
export type ConsumeEvents = (events: Event[], source: MessageSource) => Promise<boolean>;

/** How a consumer gives several events their effects. Where one was seen, or breaks a rule, none has had it. */
export function consumeEvents<Effect>(options: ConsumerOptions<Effect>, inbox: Inbox): ConsumeEvents {
  const { group, logger, unitOfWork, handleAll, afterwards } = options;
  return async (events, { topic, signal }) => {
    if (!handleAll) return false;
    const spans = events.map((event) =>
      startSpan(`${group} consumes ${event.type}`, 'consumer', event.traceparent, { topic, eventId: event.id }),
    );
    const traced = events.map((event, index) => ({
      ...event,
      traceparent: spans[index]?.traceparent ?? event.traceparent,
    }));
    let done = false;
    try {
      const effects = await unitOfWork(systemContext({ logger, signal }), async (tx) => {
        await inbox.see(
          tx,
          group,
          events.map(({ id }) => id),
        );
        return handleAll(tx, traced);
      });
      await afterwards?.(traced, effects);
      logger.info({ topic, count: events.length, eventIds: events.map(({ id }) => id) }, 'Consumed');
      return (done = true);
    } catch (error) {
      if (!(error instanceof SeenError) && mayPass(error)) throw error;
      return false;
    } finally {
      spans.forEach(({ end }) => end({ failed: !done, attributes: {} }));
    }
  };
}
