import { randomBytes } from 'node:crypto';
import { Event } from '@fileonion/contract/events';
import { createInProcessBus, topics } from '@fileonion/events';
import { createLogger, namespaced, type RpcDefinition } from '@fileonion/service-kit';
import { callAs, testConfig } from '@fileonion/testing';
import type { Principal } from '@fileonion/contract/api';
import { createConnection } from 'mongoose';
import { parseRange } from '../address';
import type { WebhooksConfig } from '../config';
import { parseEncryptionKeys } from '../encryption';
import { parseSchedule } from '../schedule';
import { start } from '../start';

/** A configuration under which receivers on the loopback address can be called. */
export function webhooksTestConfig(parts: Partial<WebhooksConfig> = {}): WebhooksConfig {
  return {
    ...testConfig(),
    ENCRYPTION_KEYS: parseEncryptionKeys(`1:${randomBytes(32).toString('base64')}`),
    WEBHOOK_RETRY_SCHEDULE: parseSchedule('5s,5m,30m,2h,5h,10h,14h,20h,24h'),
    WEBHOOK_ALLOW_CIDRS: [parseRange('127.0.0.0/8')],
    WEBHOOK_CONCURRENCY: 20,
    WEBHOOK_DNS_SERVERS: [],
    ...parts,
  };
}

/** A clock that stands still until it is moved. */
export function aClock() {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    /** Moves it forward. */
    advance: (ms: number) => void (offset += ms),
  };
}

/** The webhooks service over real gRPC and MongoDB, with the in-process bus. */
export async function startWebhooks(options: { config?: Partial<WebhooksConfig>; now?: () => Date } = {}) {
  const config = webhooksTestConfig(options.config);
  const bus = createInProcessBus({ logger: createLogger({ name: 'test', level: 'silent' }) });
  const service = await start(config, { bus, now: options.now });
  const clients: { close(): void }[] = [];

  async function leave(): Promise<void> {
    clients.forEach((client) => client.close());
    await service.stop();
  }

  return {
    config,
    bus,
    as<Definition extends RpcDefinition>(definition: Definition, principal?: Principal) {
      const client = callAs(definition, service.address, principal);
      clients.push(client);
      return client;
    },
    /** What the teams service would publish. */
    async publish(...events: Event[]): Promise<void> {
      await bus.publish(
        topics.teams,
        events.map((event) => ({ key: event.aggregateId, value: Event.encode(event).finish(), headers: {} })),
      );
    },
    /** Ends the process and leaves its data for another. */
    leave,
    async stop(): Promise<void> {
      await leave();
      const connection = await createConnection(config.MONGODB_URI).asPromise();
      await connection.useDb(namespaced(config.NAMESPACE, 'webhooks')).dropDatabase();
      await connection.close();
    },
  };
}

/** What `startWebhooks` gives. */
export type WebhooksUnderTest = Awaited<ReturnType<typeof startWebhooks>>;
