import { WebhooksServiceService } from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import { checkIfMatch, etagOf, type Tx } from '@fileonion/mongo';
import { maskedFields, rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { toDelivery } from './delivery';
import { newSecret } from './secret';
import {
  changesOfWebhook,
  checkEnabled,
  checkSettings,
  MOST_WEBHOOKS,
  newWebhook,
  rotatedSecrets,
  toWebhook,
  toWebhookWithSecret,
  type WebhookRow,
} from './webhook';
import { queueEventsAgain, queuePing, type WebhookParts } from './webhook-sending';

const DEFAULT_OVERLAP_SECONDS = 24 * 3600;

/** The RPCs of webhooks. */
export function webhookService(parts: WebhookParts): RpcService {
  const { unitOfWork, webhooks, targets, quota, encryption, rules, now, wake, changed } = parts;
  return rpcService(WebhooksServiceService, {
    async listWebhooks(ctx, request) {
      const { rows, page } = await webhooks.page(ctx, request);
      const health = await targets.healthOf(
        ctx.principal.organizationId,
        rows.map(({ _id }) => _id),
      );
      return { webhooks: rows.map((row) => toWebhook(row, health.get(row._id))), page };
    },

    async getWebhook(ctx, { webhookId }) {
      const webhook = await existing(ctx, webhookId);
      ctx.reply.etag = etagOf(webhook.version);
      return { webhook: toWebhook(webhook, await healthOf(ctx, webhookId)) };
    },

    async createWebhook(ctx, request) {
      checkSettings(request, rules);
      const { organizationId } = ctx.principal;
      const [id, secret] = [uuidv7(), newSecret()];
      return unitOfWork(ctx, async (tx) => {
        await quota.hold(organizationId, tx);
        if ((await webhooks.count(organizationId, tx)) >= MOST_WEBHOOKS)
          throw new AppError('limit_reached', `An organization has at most ${MOST_WEBHOOKS} webhooks.`);
        const webhook = await webhooks.insert(organizationId, tx, id, newWebhook(request, encryption.seal(secret, id)));
        await targets.insert(organizationId, tx, id, 'webhook');
        ctx.reply.etag = etagOf(webhook.version);
        return { webhook: toWebhookWithSecret(webhook, secret) };
      });
    },

    async updateWebhook(ctx, request) {
      checkSettings(maskedFields(request, ['url', 'events']), rules);
      const { organizationId } = ctx.principal;
      return unitOfWork(ctx, async (tx) => {
        const before = await existing(ctx, request.webhookId, tx);
        checkIfMatch(ctx, before.version);
        const changes = changesOfWebhook(before, request);
        const webhook = changes ? await webhooks.change(organizationId, tx, before._id, changes) : before;
        if (before.enabled !== webhook.enabled) await switched(tx, webhook);
        tx.afterCommit(() => changed(webhook._id));
        ctx.reply.etag = etagOf(webhook.version);
        return { webhook: toWebhook(webhook, await healthOf(ctx, webhook._id, tx)) };
      });
    },

    async deleteWebhook(ctx, { webhookId }) {
      const { organizationId } = ctx.principal;
      return unitOfWork(ctx, async (tx) => {
        const webhook = await existing(ctx, webhookId, tx);
        checkIfMatch(ctx, webhook.version);
        await webhooks.remove(organizationId, tx, webhookId);
        await targets.remove(organizationId, tx, webhookId);
        tx.afterCommit(() => changed(webhookId));
        return { deleted: { id: webhookId, deleted: true } };
      });
    },

    async testWebhook(ctx, { webhookId }) {
      return unitOfWork(ctx, async (tx) => {
        const webhook = await existing(ctx, webhookId, tx);
        checkEnabled(webhook);
        return { delivery: toDelivery(await queuePing(parts, tx, webhook)) };
      });
    },

    async rotateWebhookSecret(ctx, { webhookId, overlapSeconds = DEFAULT_OVERLAP_SECONDS }) {
      const secret = newSecret();
      return unitOfWork(ctx, async (tx) => {
        const before = await existing(ctx, webhookId, tx);
        const secrets = rotatedSecrets(before, encryption.seal(secret, webhookId), overlapSeconds, now());
        const webhook = await webhooks.change(ctx.principal.organizationId, tx, webhookId, { secrets });
        tx.afterCommit(() => changed(webhookId));
        ctx.reply.etag = etagOf(webhook.version);
        return { webhook: toWebhookWithSecret(webhook, secret, await healthOf(ctx, webhookId, tx)) };
      });
    },

    async replayWebhook(ctx, request) {
      return unitOfWork(ctx, async (tx) => {
        const webhook = await existing(ctx, request.webhookId, tx);
        checkEnabled(webhook);
        return { count: await queueEventsAgain(parts, tx, webhook, request) };
      });
    },
  });

  async function existing(ctx: RequestContext, id: string, tx?: Tx): Promise<WebhookRow> {
    const webhook = await webhooks.find(ctx.principal.organizationId, id, tx);
    if (!webhook) throw new AppError('not_found');
    return webhook;
  }

  function healthOf(ctx: RequestContext, id: string, tx?: Tx) {
    return targets.find(ctx.principal.organizationId, id, tx);
  }

  /** Switched on, a webhook starts afresh; switched off, the engine ends what waits. */
  async function switched(tx: Tx, { organizationId, _id, enabled }: WebhookRow): Promise<void> {
    if (enabled) await targets.forgetFailures(organizationId, tx, _id);
    else await targets.markWithin(organizationId, tx, _id, now());
    tx.afterCommit(wake);
  }
}
