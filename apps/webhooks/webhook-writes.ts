import type {
  CreateWebhookRequest,
  RotateWebhookSecretRequest,
  UpdateWebhookRequest,
} from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import { checkIfMatch, etagOf, type Tx } from '@fileonion/mongo';
import {
  changesOfWebhook,
  checkChanges,
  mostWebhooks,
  newWebhook,
  rotatedSecrets,
  toWebhook,
  toWebhookWithSecret,
} from './webhook';
import type { WebhookParts } from './webhook-parts';

const defaultOverlapSeconds = 24 * 3600;

/** Creates a webhook, unless there are too many. */
export async function createWebhook(
  parts: WebhookParts,
  tx: Tx,
  id: string,
  secret: string,
  request: CreateWebhookRequest,
) {
  const { webhooks, targets, quota, encryption } = parts;
  const { organizationId } = tx.ctx.principal;
  await quota.hold(organizationId, tx);
  const count = await webhooks.count(organizationId, tx);
  if (count >= mostWebhooks)
    throw new AppError('limit_reached', `An organization has at most ${mostWebhooks} webhooks.`);
  const webhook = await webhooks.insert(organizationId, tx, id, newWebhook(request, encryption.seal(secret, id)));
  await targets.insert(organizationId, tx, id, 'webhook');
  tx.ctx.reply.etag = etagOf(webhook.version);
  return { webhook: toWebhookWithSecret(webhook, secret) };
}

/** Changes a webhook. Switched on, or at another address, it starts afresh; switched off, the engine ends what waits. */
export async function updateWebhook(parts: WebhookParts, tx: Tx, request: UpdateWebhookRequest) {
  const { webhooks, targets, rules, now, wake, changed } = parts;
  const { organizationId } = tx.ctx.principal;
  const before = await webhooks.get(organizationId, request.webhookId, tx);
  checkIfMatch(tx.ctx, before.version);
  checkChanges(before, request, rules);
  const changes = changesOfWebhook(before, request);
  const webhook = changes ? await webhooks.change(organizationId, tx, before._id, changes) : before;
  const isAnother = !before.enabled || webhook.url !== before.url;
  if (webhook.enabled && isAnother) await targets.forgetFailures(organizationId, tx, before._id, now());
  if (!webhook.enabled && before.enabled) await targets.markWithin(organizationId, tx, before._id, now());
  tx.afterCommit(() => changed(before._id));
  tx.afterCommit(wake);
  tx.ctx.reply.etag = etagOf(webhook.version);
  return { webhook: toWebhook(webhook, await targets.find(organizationId, before._id, tx)) };
}

/** Deletes a webhook. Its deliveries are nobody's from then on, and go when their time is over. */
export async function deleteWebhook(parts: WebhookParts, tx: Tx, id: string) {
  const { webhooks, targets, changed } = parts;
  const { organizationId } = tx.ctx.principal;
  const webhook = await webhooks.get(organizationId, id, tx);
  checkIfMatch(tx.ctx, webhook.version);
  await webhooks.remove(organizationId, tx, id);
  await targets.remove(organizationId, tx, id);
  tx.afterCommit(() => changed(id));
  return { deleted: { id, deleted: true } };
}

/** Gives a webhook a new secret. */
export async function rotateSecret(parts: WebhookParts, tx: Tx, secret: string, request: RotateWebhookSecretRequest) {
  const { webhooks, targets, encryption, now, changed } = parts;
  const { webhookId, overlapSeconds = defaultOverlapSeconds } = request;
  const { organizationId } = tx.ctx.principal;
  const before = await webhooks.get(organizationId, webhookId, tx);
  const secrets = rotatedSecrets(before, encryption.seal(secret, webhookId), overlapSeconds, now());
  const webhook = await webhooks.change(organizationId, tx, webhookId, { secrets });
  tx.afterCommit(() => changed(webhookId));
  tx.ctx.reply.etag = etagOf(webhook.version);
  return { webhook: toWebhookWithSecret(webhook, secret, await targets.find(organizationId, webhookId, tx)) };
}
