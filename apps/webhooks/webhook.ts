import { isDeepStrictEqual } from 'node:util';
import { EventType } from '@fileonion/contract/events';
import {
  Webhook,
  type CreateWebhookRequest,
  type DisabledReason,
  type UpdateWebhookRequest,
  type WebhookWithSecret,
} from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import type { Fact } from '@fileonion/events';
import type { TenantRow } from '@fileonion/mongo';
import { maskedFields } from '@fileonion/service-kit';
import type { AddressRules } from './address';
import { faultsOfPatterns } from './event-pattern';
import type { Health } from './target';
import { faultOfUrl } from './target-url';

/** A secret as it is stored. */
interface StoredSecret {
  sealed: string;
  /** When it no longer signs; the current one has none. */
  expiresAt?: Date;
}

/** A webhook as it is stored. */
export interface WebhookRow extends TenantRow {
  url: string;
  events: string[];
  description?: string;
  enabled: boolean;
  disabledReason?: DisabledReason;
  /** The current secret first. */
  secrets: StoredSecret[];
}

/** How many webhooks an organization may have. */
export const mostWebhooks = 100;

const mostSecrets = 5;

/** @throws AppError `validation_failed` with every fault of what a request sets. */
export function checkSettings({ url, events }: { url?: string; events?: string[] }, rules: AddressRules): void {
  const urlFault = url === undefined ? undefined : faultOfUrl(url, rules, '/url');
  const faults = [...(urlFault ? [urlFault] : []), ...faultsOfPatterns(events ?? [])];
  if (faults.length) throw AppError.validation(faults);
}

/** What stays as it is was judged when it was set. @throws AppError `validation_failed` with every fault of an update. */
export function checkChanges(before: WebhookRow, request: UpdateWebhookRequest, rules: AddressRules): void {
  const { url = before.url, events = before.events } = maskedFields(request, ['url', 'events']);
  checkSettings(
    {
      url: url === before.url ? undefined : url,
      events: isDeepStrictEqual(events, before.events) ? undefined : events,
    },
    rules,
  );
}

/** @throws AppError `validation_failed` where nothing may be sent. */
export function checkEnabled({ enabled }: WebhookRow): void {
  const detail = 'The webhook is disabled and is sent nothing; enable it first.';
  if (!enabled) throw AppError.validation([{ pointer: '', code: 'disabled', detail }]);
}

/** The fields of a new webhook. */
export function newWebhook({ url, events, description, enabled = true }: CreateWebhookRequest, sealed: string) {
  return { url, events, description, enabled, secrets: [{ sealed }] };
}

/** What an update changes; undefined when everything is so already. */
export function changesOfWebhook(webhook: WebhookRow, request: UpdateWebhookRequest) {
  const { url, events, description, enabled } = webhook;
  const before = { url, events, description, enabled };
  const after = { ...before, ...maskedFields(request, ['url', 'events', 'description', 'enabled']) };
  if (isDeepStrictEqual(after, before)) return undefined;
  return after.enabled ? { ...after, disabledReason: undefined } : after;
}

/** The secrets after a rotation. Without an overlap every older one is void at once. */
export function rotatedSecrets(
  { secrets }: WebhookRow,
  sealed: string,
  overlapSeconds: number,
  now: Date,
): StoredSecret[] {
  if (overlapSeconds === 0) return [{ sealed }];
  const until = new Date(now.getTime() + overlapSeconds * 1000);
  const older = secrets.filter(signsAt(now)).map((secret) => ({ ...secret, expiresAt: secret.expiresAt ?? until }));
  return [{ sealed }, ...older].slice(0, mostSecrets);
}

/** Whether a secret signs at a moment. */
export function signsAt(at: Date): (secret: { expiresAt?: Date }) => boolean {
  return ({ expiresAt }) => !expiresAt || expiresAt > at;
}

/** A webhook as the API shows it. */
export function toWebhook(row: WebhookRow, health: Partial<Health> = {}): Webhook {
  const { _id: id, url, events, description, enabled, disabledReason, createdAt, updatedAt } = row;
  const { lastSuccessAt, failingSince } = health;
  return { id, url, events, description, enabled, disabledReason, lastSuccessAt, failingSince, createdAt, updatedAt };
}

/** The same, with the secret. */
export function toWebhookWithSecret(row: WebhookRow, secret: string, health: Partial<Health> = {}): WebhookWithSecret {
  return { ...toWebhook(row, health), secret };
}

/** What is announced when the system switches a webhook off. */
export function disabledFact(row: WebhookRow, health: Partial<Health>): Fact {
  return {
    type: EventType.WEBHOOK_DISABLED,
    aggregateId: row._id,
    seq: row.version,
    resource: ['fileonion.webhooks.v2.Webhook', Webhook.encode(toWebhook(row, health)).finish()],
    organizationId: row.organizationId,
  };
}
