import { createOutbox } from '@fileonion/events';
import { createPager, createSourcePager, createUnitOfWork, openDatabase, organizationGuard } from '@fileonion/mongo';
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

/** Opens the service's database, and gives what works on it. */
export function openStore(config: WebhooksConfig, logger: Logger) {
  const { MONGODB_URI: uri, NAMESPACE: namespace, SERVER_SECRET: secret } = config;
  const pageOf = createPager({ secret });
  return openDatabase({ uri, database: namespaced(namespace, 'webhooks'), logger }, (connection) => ({
    webhooks: createWebhookRepository(connection, pageOf),
    actions: createActionRepository(connection, pageOf),
    targets: createTargetRepository(connection),
    deliveries: createDeliveryRepository(connection, pageOf),
    keptEvents: createKeptEventRepository(connection),
    replays: createReplayRepository(connection),
    quota: organizationGuard(connection, 'Quota'),
    pageOfSources: createSourcePager({ secret }),
    outbox: createOutbox(connection),
    unitOfWork: createUnitOfWork({ connection, secret, logger }),
  }));
}
