import { createRequire } from 'node:module';
import { join } from 'node:path';
import { workspaceRoot } from '@fileonion/embedded';
import { Event, type EventType } from '@fileonion/contract/events';
import { createInProcessBus, topics, type EventBus } from '@fileonion/events';
import { createLifecycle, createLogger, readConfig } from '@fileonion/service-kit';
import { aTeamEvent } from '@fileonion/testing';
import type { Role } from './child-role';
import { openProducer, type Commit, type Producer, type ToCommit } from './producer';

/** What `dist/apps/<app>/start.js` exports, besides its specification `<app>Config`. */
interface BuiltApp {
  start(config: unknown, parts: { bus: EventBus }): Promise<{ address: string; stop(): Promise<void> }>;
  [config: string]: unknown;
}

/** An app to run. */
export interface AppToStart {
  app: string;
  env: Record<string, string>;
}

/** How many events to make, each of a team of its own, and of what type. */
interface TeamEvents {
  organizationId: string;
  type: EventType;
  count: number;
}

const unsampled = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
// Large enough for the consumer to take events by the dozen, as it does from Kafka.
const atOnce = 100;

/** Runs a built app with a bus of its own, and puts events on that bus or commits them to an outbox. */
export function appRole(): Role {
  const logger = createLogger({ name: 'bench', level: 'error' });
  const lifecycle = createLifecycle(logger);
  const bus = createInProcessBus({ logger });
  let producer: Producer;

  return {
    async start({ app, env }: AppToStart): Promise<string> {
      const built = createRequire(__filename)(join(workspaceRoot(), 'dist/apps', app, 'start.js')) as BuiltApp;
      const { address, stop } = await built.start(readConfig(built[`${app}Config`] as object, env), { bus });
      lifecycle.onStop(app, stop);
      return address;
    },
    async openProducer(place: { uri: string; database: string }): Promise<void> {
      producer = await openProducer({ ...place, bus, logger });
      lifecycle.onStop('producer', producer.close);
    },
    commit: (toCommit: ToCommit): Promise<Commit> => producer.commit(toCommit),
    async publish({ organizationId, type, count }: TeamEvents): Promise<void> {
      const events = Array.from({ length: count }, () => aTeamEvent(organizationId, { type, traceparent: unsampled }));
      while (events.length) {
        const part = events.splice(0, atOnce);
        const messages = part.map((event) => ({
          key: event.aggregateId,
          value: Event.encode(event).finish(),
          headers: {},
        }));
        await bus.publish(topics.teams, messages);
      }
    },
    stop: () => lifecycle.stop(),
  };
}
