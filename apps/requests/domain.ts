import type { Logger, RpcService } from '@fileonion/service-kit';
import { activityService } from './activity-service';
import { clientService } from './client-service';
import { commentService } from './comment-service';
import { createDepartureTraces } from './departure-traces';
import { createDepartures } from './departures';
import { createExpiry } from './expiry';
import { grantService } from './grant-service';
import { createGrantWriter } from './grant-writer';
import { itemService } from './item-service';
import { createReferences, type Directory } from './references';
import { requestService } from './request-service';
import { createRequestWriter } from './request-writer';
import { ruleService } from './rule-service';
import { createStageMoves } from './stage-move';
import { stageService } from './stage-service';
import type { Store } from './store';

interface Options {
  store: Store;
  directory: Directory;
  logger: Logger;
}

/** Puts the service's parts together: what it serves, and what it does by itself. */
export function createDomain({ store, directory, logger }: Options) {
  const writer = createRequestWriter(store);
  const grantWriter = createGrantWriter(store);
  const references = createReferences({ directory, tombstones: store.tombstones });
  const parts = { ...store, writer, grantWriter, references, logger };
  const departures = createDepartures({ ...parts, traces: createDepartureTraces(parts) });
  const expiry = createExpiry(parts);
  const moves = createStageMoves(store);

  const services: RpcService[] = [
    requestService({ ...parts, moves }),
    itemService(parts),
    commentService(parts),
    activityService(parts),
    grantService(parts),
    clientService({ ...parts, departures }),
    stageService(parts),
    ruleService(parts),
  ];
  return { services, sweeps: [expiry.expireDue, departures.cleanUp] };
}
