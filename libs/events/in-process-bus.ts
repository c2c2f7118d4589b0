import type { Logger } from '@fileonion/service-kit';
import type { BusConsumer, BusMessage, BusSubscription, EventBus } from './bus';
import { handlePart, inParts } from './bus-parts';

/** The in-process bus can hold back what is published while services are still being started. */
export interface InProcessBus extends EventBus {
  /** Lets publishes through. Only needed after `hold: true`. */
  release(): void;
}

interface Member {
  subscription: BusSubscription;
  abort: AbortController;
}

interface Group {
  members: Member[];
  /** The end of the work queued so far: a group handles a topic's messages one after another. */
  tail: Promise<void>;
}

/**
 * A bus for services that share a process. It stores nothing: `publish` resolves when every group has handled the
 * messages, and rejects when one could not, so that the publisher's outbox keeps them. A group that ever subscribed is
 * waited for; to keep those that are yet to subscribe from missing anything, create it with `hold` and `release` it when
 * every service has started.
 */
export function createInProcessBus({ logger, hold = false }: { logger: Logger; hold?: boolean }): InProcessBus {
  const groups = new Map<string, Map<string, Group>>();
  const gate = createGate(hold);

  return {
    release: gate.open,
    async publish(topic, messages) {
      await gate.passed;
      const deliveries = [...(groups.get(topic)?.values() ?? [])].map((group) => deliver(group, topic, messages));
      const failed = (await Promise.allSettled(deliveries)).find((result) => result.status === 'rejected');
      if (failed) {
        logger.warn({ topic, err: failed.reason }, 'A consumer did not take what was published');
        throw failed.reason;
      }
    },
    async subscribe(subscription) {
      return join(groups, subscription);
    },
    async ensureTopics() {},
    async close() {
      gate.refuse(new Error('the bus is closed'));
      groups.forEach((byName) => byName.forEach((group) => group.members.forEach(({ abort }) => abort.abort())));
    },
  };
}

function join(groups: Map<string, Map<string, Group>>, subscription: BusSubscription): BusConsumer {
  const member = { subscription, abort: new AbortController() };
  const joined = subscription.topics.map((topic) => {
    const byName = groups.get(topic) ?? new Map<string, Group>();
    const group = byName.get(subscription.group) ?? { members: [], tail: Promise.resolve() };
    groups.set(topic, byName.set(subscription.group, group));
    group.members.push(member);
    return group;
  });
  return {
    reading: Promise.resolve(),
    async stop() {
      joined.forEach((group) => (group.members = group.members.filter((other) => other !== member)));
      member.abort.abort();
      await Promise.all(joined.map((group) => group.tail));
    },
  };
}

function deliver(group: Group, topic: string, messages: BusMessage[]): Promise<void> {
  const work = group.tail.then(async () => {
    const rest = [...messages];
    while (rest.length) {
      const member = group.members[0];
      if (!member) throw new Error(`no consumer of ${topic} is running`);
      const [part = []] = inParts(member.subscription, rest);
      await handlePart(member.subscription, part, { topic, signal: member.abort.signal });
      rest.splice(0, part.length);
    }
  });
  group.tail = work.catch(() => undefined);
  return work;
}

function createGate(closed: boolean) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => undefined);
  if (!closed) resolve();
  return { passed: promise, open: () => resolve(), refuse: (error: Error) => reject(error) };
}
