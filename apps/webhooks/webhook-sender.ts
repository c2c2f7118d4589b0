import { DisabledReason } from '@fileonion/contract/webhooks';
import type { UnitOfWork } from '@fileonion/mongo';
import { systemContext, type Logger } from '@fileonion/service-kit';
import type { Outbox } from '@fileonion/events';
import type { Outcome } from './attempt';
import type { DueDelivery } from './delivery-queue';
import type { Encryption } from './encryption';
import { publicEventId } from './event-body';
import type { HttpClient } from './http-client';
import { withJitter, type RetrySchedule } from './schedule';
import type { Sender } from './sender';
import { signatureHeaders, signingKey, type SigningKey } from './signature';
import type { Health } from './target';
import type { TargetRepository } from './target-repository';
import { disabledFact, signsAt, type WebhookRow } from './webhook';
import type { WebhookRepository } from './webhook-repository';

/** What sending to webhooks needs. */
export interface WebhookSenderParts {
  webhooks: WebhookRepository;
  targets: Pick<TargetRepository, 'find'>;
  unitOfWork: UnitOfWork;
  outbox: Outbox;
  encryption: Encryption;
  http: HttpClient;
  schedule: RetrySchedule;
  now: () => Date;
  logger: Logger;
}

const failingMs = 5 * 24 * 3600 * 1000;

/** Sends events to webhooks, signed. */
export function createWebhookSender(parts: WebhookSenderParts): Sender {
  const { webhooks, http, schedule } = parts;
  return {
    async prepare({ organizationId, _id }) {
      const webhook = await webhooks.find(organizationId, _id);
      if (!webhook?.enabled) return undefined;
      const keys = signingKeys(parts, webhook);
      const { url } = webhook;
      return {
        send(delivery, at, signal) {
          const { body } = delivery;
          if (!body) throw new Error('the event is no longer kept');
          const headers = headersOf(delivery, keys.filter(signsAt(at)), body, at);
          return http.call({ method: 'POST', url, headers, body, signal });
        },
        delayAfter(tries) {
          const delay = schedule[tries - 1];
          return delay === undefined ? undefined : withJitter(delay, Math.random);
        },
        async afterFailure(outcome, health) {
          const reason = reasonToDisable(outcome, health);
          return reason !== undefined && switchOff(parts, webhook, reason, health);
        },
      };
    },
  };
}

function reasonToDisable(
  { attempt, gone }: Outcome,
  { failingSince = attempt.at }: Health,
): DisabledReason | undefined {
  if (gone) return DisabledReason.GONE;
  return attempt.at.getTime() - failingSince.getTime() > failingMs ? DisabledReason.FAILING : undefined;
}

function headersOf(delivery: DueDelivery, keys: { key: SigningKey }[], body: Buffer, at: Date): Record<string, string> {
  const signing = keys.map(({ key }) => key);
  return {
    'content-type': 'application/json',
    'user-agent': 'FileOnion-Webhooks/2',
    'x-fileonion-event': delivery.event,
    'x-fileonion-delivery': delivery._id,
    traceparent: delivery.traceparent,
    ...signatureHeaders(signing, publicEventId(delivery.eventId), body, at),
  };
}

function signingKeys({ encryption }: WebhookSenderParts, { _id, secrets }: WebhookRow) {
  return secrets.map(({ sealed, expiresAt }) => ({ key: signingKey(encryption.open(sealed, _id)), expiresAt }));
}

/**
 * Switches a webhook off and announces it, unless that has happened already, it points elsewhere by now, or it was switched
 * on meanwhile, by which the failures were forgotten.
 *
 * @returns whether it was switched off.
 */
function switchOff(
  parts: WebhookSenderParts,
  sentTo: WebhookRow,
  reason: DisabledReason,
  health: Health,
): Promise<boolean> {
  const { organizationId, _id, url } = sentTo;
  const { webhooks, targets, outbox, unitOfWork, logger } = parts;
  return unitOfWork(systemContext({ logger }), async (tx) => {
    const webhook = await webhooks.find(organizationId, _id, tx);
    if (!webhook?.enabled || webhook.url !== url) return false;
    const target = await targets.find(organizationId, _id, tx);
    if (reason === DisabledReason.FAILING && !target?.failingSince) return false;
    const disabled = await webhooks.change(organizationId, tx, _id, { enabled: false, disabledReason: reason });
    await outbox.emit(tx, disabledFact(disabled, health));
    return true;
  });
}
