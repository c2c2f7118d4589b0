import { createOutbox } from '@fileonion/events';
import { createSourcePager, createUnitOfWork, openDatabase } from '@fileonion/mongo';
import { namespaced, type Logger } from '@fileonion/service-kit';
import type { SharesConfig } from './config';
import { createLinkCounter } from './link-counter';
import { linkModel } from './link-model';
import { createLinkRepository } from './link-repository';
import { createResourceRepository } from './resource-repository';

/** Opens the service's database, and gives what works on it. */
export function openStore(config: SharesConfig, logger: Logger) {
  const { MONGODB_URI: uri, NAMESPACE: namespace, SERVER_SECRET: secret } = config;
  return openDatabase({ uri, database: namespaced(namespace, 'shares'), logger }, (connection) => {
    const links = linkModel(connection);
    return {
      links: createLinkRepository(links),
      counter: createLinkCounter(links),
      resources: createResourceRepository(connection),
      pageOfSources: createSourcePager({ secret }),
      outbox: createOutbox(connection),
      unitOfWork: createUnitOfWork({ connection, secret, logger }),
    };
  });
}
