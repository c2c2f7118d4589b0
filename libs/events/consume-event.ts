import type { Event } from '@fileonion/contract/events';
import { startSpan, systemContext, traceIdOf } from '@fileonion/service-kit';
import type { MessageSource } from './bus';
import type { Outcome } from './consumer-metrics';
import type { ConsumerOptions } from './consumer-options';
import { SeenError, type Inbox } from './inbox';

/** Gives an event its effect, once, and tells whether it had it before. */
export type ConsumeEvent = (event: Event, source: MessageSource) => Promise<Outcome>;

/** How a consumer gives events their effect: as a hop of the trace that they belong to, with a line in the log. */
export function consumeEvent<Effect>(options: ConsumerOptions<Effect>, inbox: Inbox): ConsumeEvent {
  const { group, logger } = options;
  return async (event, { topic, signal }) => {
    const { id: eventId, type, requestId } = event;
    const { traceparent, end } = startSpan(`${group} consumes ${type}`, 'consumer', event.traceparent, {
      topic,
      eventId,
    });
    let outcome: Outcome = 'failed';
    try {
      outcome = await consume({ ...event, traceparent }, signal);
      logger.info({ topic, type, eventId, outcome, requestId, traceId: traceIdOf(traceparent) }, 'Consumed');
      return outcome;
    } finally {
      end({ failed: outcome === 'failed', attributes: { outcome } });
    }
  };

  async function consume(event: Event, signal: AbortSignal): Promise<Outcome> {
    const { seen, effect } = await haveEffect(event, signal);
    await options.afterwards?.([event], [effect]);
    return seen ? 'seen' : 'handled';
  }

  async function haveEffect(event: Event, signal: AbortSignal): Promise<{ seen: boolean; effect?: Effect }> {
    const { requestId, traceparent } = event;
    const ctx = systemContext({ logger, requestId, traceparent, signal });
    try {
      const effect = await options.unitOfWork(ctx, async (tx) => {
        await inbox.see(tx, group, [event.id]);
        return options.handle(tx, event);
      });
      return { seen: false, effect };
    } catch (error) {
      if (error instanceof SeenError) return { seen: true };
      throw error;
    }
  }
}
