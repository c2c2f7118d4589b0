import { randomBytes } from 'node:crypto';
import { Event } from '@fileonion/contract/events';
import { topics } from '@fileonion/events';
import { serviceUnderTest, testConfig } from '@fileonion/testing';
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
export async function startWebhooks({ config, now }: { config?: Partial<WebhooksConfig>; now?: () => Date } = {}) {
  const service = await serviceUnderTest({
    app: 'webhooks',
    config: webhooksTestConfig(config),
    start: (complete, { bus }) => start(complete, { bus, now }),
  });

  return {
    ...service,
    /** What the teams service would publish. */
    async publish(...events: Event[]): Promise<void> {
      await service.bus.publish(
        topics.teams,
        events.map((event) => ({ key: event.aggregateId, value: Event.encode(event).finish(), headers: {} })),
      );
    },
    /** Ends the process and leaves its data for another. */
    leave: () => service.stop({ keepData: true }),
  };
}

/** What `startWebhooks` gives. */
export type WebhooksUnderTest = Awaited<ReturnType<typeof startWebhooks>>;
