import type { GrantsServiceService } from '@fileonion/contract/requests';
import type { Event } from '@fileonion/contract/events';
import { createOutbox } from '@fileonion/events';
import { createSourcePager, type Tx, type UnitOfWork } from '@fileonion/mongo';
import type { RpcClient, RpcService } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { SharesConfig } from './config';
import { createLinkCounter } from './link-counter';
import { linkModel } from './link-model';
import { createLinkOpening } from './link-opening';
import { createLinkRepository } from './link-repository';
import { createLinkWriting } from './link-writing';
import { createResourceRepository } from './resource-repository';
import { shareService } from './share-service';

interface Options {
  connection: Connection;
  unitOfWork: UnitOfWork;
  grants: RpcClient<typeof GrantsServiceService>;
  config: Pick<SharesConfig, 'SERVER_SECRET' | 'PUBLIC_URL'>;
}

/** Puts the service's parts together: what it serves, and what it does about the events of others. */
export function createDomain({ connection, unitOfWork, grants, config }: Options) {
  const model = linkModel(connection);
  const links = createLinkRepository(model);
  const parts = {
    unitOfWork,
    grants,
    links,
    counter: createLinkCounter(model),
    resources: createResourceRepository(connection),
    outbox: createOutbox(connection),
    publicUrl: config.PUBLIC_URL,
    pageOfSources: createSourcePager({ secret: config.SERVER_SECRET }),
  };
  const linkWriting = createLinkWriting(parts);
  const linkOpening = createLinkOpening(parts);
  const services: RpcService[] = [shareService({ ...parts, linkWriting, linkOpening })];
  return { services, requestDeleted: (tx: Tx, event: Event) => linkWriting.requestDeleted(tx, event) };
}
