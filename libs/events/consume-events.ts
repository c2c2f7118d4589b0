import type { Event } from '@fileonion/contract/events';
import type { Tx } from '@fileonion/mongo';
import { startSpan, systemContext } from '@fileonion/service-kit';
import type { MessageSource } from './bus';
import { mayPass } from './consumer-faults';
import type { Outcome } from './consumer-metrics';
import type { ConsumerOptions } from './consumer-options';
import { SeenError, type Inbox } from './inbox';

/** Gives different events their effects, all in one transaction. @returns what came of each, if that could be done. */
export type ConsumeEvents = (events: Event[], source: MessageSource) => Promise<Outcome[] | undefined>;

type OptionsForAll<Effect> = ConsumerOptions<Effect> & Required<Pick<ConsumerOptions<Effect>, 'handleAll'>>;

/**
 * How a consumer gives several events their effects, those excepted that were seen before: after an outage of the bus many
 * were. Where one is seen meanwhile, or breaks a rule, none has had it.
 */
export function consumeEvents<Effect>(options: OptionsForAll<Effect>, inbox: Inbox): ConsumeEvents {
  const { group, logger, unitOfWork, handleAll, afterwards } = options;
  return async (events, { topic, signal }) => {
    const spans = events.map((event) =>
      startSpan(`${group} consumes ${event.type}`, 'consumer', event.traceparent, { topic, eventId: event.id }),
    );
    const traced = events.map((event, index) => ({
      ...event,
      traceparent: spans[index]?.traceparent ?? event.traceparent,
    }));
    let outcomes: Outcome[] = traced.map(() => 'failed');
    try {
      const seen = await inbox.seenOf(group, idsOf(traced));
      const fresh = traced.filter(({ id }) => !seen.has(id));
      const work = async (tx: Tx) => {
        await inbox.see(tx, group, idsOf(fresh));
        return handleAll(tx, fresh);
      };
      const effects = fresh.length === 0 ? [] : await unitOfWork(systemContext({ logger, signal }), work);
      const effectOf = new Map(fresh.map(({ id }, index) => [id, effects[index]]));
      const had = traced.map(({ id }) => effectOf.get(id));
      await afterwards?.(traced, had);
      logger.info({ topic, count: fresh.length, eventIds: idsOf(fresh) }, 'Consumed');
      outcomes = traced.map(({ id }) => (seen.has(id) ? 'seen' : 'handled'));
      return outcomes;
    } catch (error) {
      if (!(error instanceof SeenError) && mayPass(error)) throw error;
      return undefined;
    } finally {
      outcomes.forEach((outcome, index) =>
        spans[index]?.end({ failed: outcome === 'failed', attributes: { outcome } }),
      );
    }
  };
}

function idsOf(events: Event[]): string[] {
  return events.map(({ id }) => id);
}
