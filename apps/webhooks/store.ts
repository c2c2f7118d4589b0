import { createOutbox } from '@fileonion/events';
import {
  createPager,
  createSourcePager,
  createUnitOfWork,
  modelsReady,
  openMongo,
  organizationGuard,
} from '@fileonion/mongo';
import { namespaced, type Logger } from '@fileonion/service-kit';
import type { WebhooksConfig } from './config';
import { createActionRepository } from './action-repository';
import { createDeliveryRepository } from './delivery-repository';
import { createKeptEventRepository } from './kept-event-repository';
import { createReplayRepository } from './replay-repository';
import { createTargetRepository } from './target-repository';
import { createWebhookRepository } from './webhook-repository';

/** The service's database, and what works on it. */
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Opens the database with all its indexes. */
export async function openStore(config: WebhooksConfig, logger: Logger) {
  const { MONGODB_URI: uri, NAMESPACE: namespace, SERVER_SECRET: secret } = config;
  const { connection, ready, close } = await openMongo({ uri, database: namespaced(namespace, 'webhooks'), logger });
  const pageOf = createPager({ secret });
  const store = {
    webhooks: createWebhookRepository(connection, pageOf),
    actions: createActionRepository(connection, pageOf),
    targets: createTargetRepository(connection),
    deliveries: createDeliveryRepository(connection, pageOf),
    keptEvents: createKeptEventRepository(connection),
    replays: createReplayRepository(connection),
    quota: organizationGuard(connection, 'Quota'),
    outbox: createOutbox(connection),
    unitOfWork: createUnitOfWork({ connection, secret, logger }),
    pageOfSources: createSourcePager({ secret }),
  };
  await modelsReady(connection).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { connection, ready, close, ...store };
}
