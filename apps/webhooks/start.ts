import { startRelay, topics, type EventBus } from '@fileonion/events';
import { startService, type Foundation, type RunningService } from '@fileonion/service-kit';
import { createActionSender, type ActionSenderParts } from './action-sender';
import { actionService } from './action-service';
import { actionTrigger } from './action-trigger';
import { addressRules } from './address';
import type { WebhooksConfig } from './config';
import { createDeliveryMetrics } from './delivery-metrics';
import { deliveryService } from './delivery-service';
import { createEncryption } from './encryption';
import { startEngine } from './engine';
import { eventTypeService } from './event-type-service';
import { startFanOut } from './fan-out';
import { createHttpClient } from './http-client';
import { createResolve } from './lookup';
import { createOauthTokens } from './oauth-token';
import { startReplayer } from './replayer';
import { openStore } from './store';
import { createWebhookSender, type WebhookSenderParts } from './webhook-sender';
import { webhookService } from './webhook-service';
import { webhookTrigger } from './webhook-trigger';

/** What the service works with besides its configuration; `now` is the clock of schedules, secrets and tokens. */
interface StartOptions {
  bus: EventBus;
  now?: () => Date;
}

/** Starts the webhooks service. */
export function start(config: WebhooksConfig, { bus, now = () => new Date() }: StartOptions): Promise<RunningService> {
  return startService('webhooks', config, (foundation) => build(config, { bus, now }, foundation));
}

async function build(
  config: WebhooksConfig,
  { bus, now }: Required<StartOptions>,
  { logger, metrics, lifecycle }: Foundation,
) {
  const store = await openStore(config, logger);
  lifecycle.onStop('database', store.close);
  const rules = addressRules(config.WEBHOOK_ALLOW_CIDRS);
  const http = createHttpClient({ rules, resolve: createResolve(config.WEBHOOK_DNS_SERVERS) });
  lifecycle.onStop('outgoing connections', http.close);
  const encryption = createEncryption(config.ENCRYPTION_KEYS);
  const common = { ...store, bus, rules, http, encryption, now, logger };

  const engine = startEngine({ ...common, ...sending(config, common), metrics: createDeliveryMetrics(metrics) });
  lifecycle.onStop('engine', engine.stop);
  const { wake, changed } = engine;
  const replayer = startReplayer({ ...common, wake });
  lifecycle.onStop('replayer', replayer.stop);
  const relay = startRelay({ ...common, metrics, topic: topics.webhooks });
  lifecycle.onStop('relay', relay.stop);
  const triggers = [webhookTrigger(store.webhooks), actionTrigger(store.actions)];
  const fanOut = await startFanOut({ ...common, metrics, triggers, wake });
  lifecycle.onStop('fan-out', fanOut.stop);

  const parts = { ...common, wake, changed, wakeReplayer: replayer.wake };
  const ofWebhooks = [webhookService(parts), deliveryService(parts), eventTypeService(store.pageOfSources)];
  return { services: [...ofWebhooks, actionService(parts)], check: store.ready };
}

/** How the engine sends to each kind of target, and how much at once. */
function sending(
  config: WebhooksConfig,
  common: Omit<WebhookSenderParts, 'schedule'> & Omit<ActionSenderParts, 'tokens'>,
) {
  const webhook = createWebhookSender({ ...common, schedule: config.WEBHOOK_RETRY_SCHEDULE });
  const action = createActionSender({ ...common, tokens: createOauthTokens(common) });
  return { senders: { webhook, action }, concurrency: config.WEBHOOK_CONCURRENCY };
}
