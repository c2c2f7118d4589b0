import type { Logger, Metrics } from '@fileonion/service-kit';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Backends } from './backends';
import type { GatewayConfig } from './config';
import { pages } from './docs';
import type { Failures } from './failures';
import type { Identify } from './identify';
import type { KeyUse } from './key-use';
import { authenticate } from './middleware/authenticate';
import { authorize } from './middleware/authorize';
import { crossOrigin, options } from './middleware/cross-origin';
import { errors } from './middleware/errors';
import { observe } from './middleware/observe';
import { rateLimit } from './middleware/rate-limit';
import { requestId } from './middleware/request-id';
import { shedLoad } from './middleware/shed-load';
import type { Repeats } from './repeats';
import { transcode } from './transcode';

/** What the app works with. */
export interface AppParts {
  config: GatewayConfig;
  identify: Identify;
  failures: Failures;
  keyUse: KeyUse;
  repeats: Repeats;
  backends: Backends;
  logger: Logger;
  metrics: Metrics;
}

/** The way of a call. The order is part of the contract: it decides which of several faults a caller hears of. */
export function createApp({
  config,
  identify,
  failures,
  keyUse,
  repeats,
  backends,
  logger,
  metrics,
}: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUSTED_PROXIES);

  app.use(requestId);
  app.use(observe(logger, metrics));
  app.use(helmet());
  app.use(crossOrigin(config.CORS_ORIGINS));
  app.use(shedLoad(config.MAX_IN_FLIGHT, metrics));
  app.use(options);
  app.use(authenticate({ identify, failures, keyUse }));
  app.use(rateLimit);
  app.use(authorize);
  app.use(pages());
  app.use(transcode({ backends, failures, repeats }));
  app.use(errors(logger));
  return app;
}
