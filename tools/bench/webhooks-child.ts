import { randomBytes } from 'node:crypto';
import type { Principal } from '@fileonion/contract/api';
import { CreateWebhookRequest, WebhooksServiceService } from '@fileonion/contract/webhooks';
import { aPrincipal, callAs, testNamespace } from '@fileonion/testing';
import { createConnection, type Connection } from 'mongoose';
import { startChild, type Child } from './child';
import { appEnvironment, dropDatabases, type Servers } from './servers';

/** The webhooks service in a process of its own, with an owner of an organization. */
export interface WebhooksChild {
  child: Child;
  owner: Principal;
  /** Where the service keeps its rows. */
  connection: Connection;
  /** Creates a webhook through the service. */
  subscribe(url: string, events: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** `env` adds to the settings; the service may call 127.0.0.1 and no other private address. */
export async function startWebhooksChild({ mongo }: Servers, env: Record<string, string> = {}): Promise<WebhooksChild> {
  const namespace = testNamespace();
  const [database, producing] = [`${namespace}-webhooks`, `${namespace}-producer`];
  const child = startChild('app');
  const address = await child.ask<string>('start', {
    app: 'webhooks',
    env: {
      ...appEnvironment(namespace),
      MONGODB_URI: mongo,
      ENCRYPTION_KEYS: `1:${randomBytes(32).toString('base64')}`,
      WEBHOOK_ALLOW_CIDRS: '127.0.0.1/32',
      ...env,
    },
  });
  await child.ask('openProducer', { uri: mongo, database: producing });
  const connection = await createConnection(mongo, { dbName: database }).asPromise();
  const owner = aPrincipal();
  const webhooks = callAs(WebhooksServiceService, address, owner);
  return {
    child,
    owner,
    connection,
    async subscribe(url, events) {
      const { webhook } = await webhooks.createWebhook(CreateWebhookRequest.fromPartial({ url, events }));
      return webhook!.id;
    },
    async stop() {
      webhooks.close();
      await connection.close();
      await child.stop();
      await dropDatabases(mongo, [database, producing]);
    },
  };
}
