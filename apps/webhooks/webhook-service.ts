import {
  WebhooksServiceService,
  type ReplayWebhookRequest,
  type TestWebhookRequest,
} from '@fileonion/contract/webhooks';
import { etagOf } from '@fileonion/mongo';
import { rpcService, type RequestContext, type RpcService } from '@fileonion/service-kit';
import { uuidv7 } from 'uuidv7';
import { toDelivery } from './delivery';
import { newSecret } from './secret';
import { checkEnabled, checkSettings, toWebhook } from './webhook';
import type { WebhookParts } from './webhook-parts';
import { queueEventsAgain, queuePing } from './webhook-sending';
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from './webhook-writes';

/** Serves webhooks. */
export function webhookService(parts: WebhookParts): RpcService {
  const { unitOfWork, webhooks, targets, rules } = parts;
  return rpcService(WebhooksServiceService, {
    async listWebhooks(ctx, request) {
      const { rows, page } = await webhooks.page(ctx, request);
      const ids = rows.map(({ _id }) => _id);
      const health = await targets.healthOf(ctx.principal.organizationId, ids);
      return { webhooks: rows.map((row) => toWebhook(row, health.get(row._id))), page };
    },

    async getWebhook(ctx, { webhookId }) {
      const webhook = await parts.webhooks.get(ctx.principal.organizationId, webhookId);
      ctx.reply.etag = etagOf(webhook.version);
      return { webhook: toWebhook(webhook, await targets.find(ctx.principal.organizationId, webhookId)) };
    },

    async createWebhook(ctx, request) {
      checkSettings(request, rules);
      const [id, secret] = [uuidv7(), newSecret()];
      return unitOfWork(ctx, (tx) => createWebhook(parts, tx, id, secret, request));
    },

    updateWebhook: (ctx, request) => unitOfWork(ctx, (tx) => updateWebhook(parts, tx, request)),
    deleteWebhook: (ctx, { webhookId }) => unitOfWork(ctx, (tx) => deleteWebhook(parts, tx, webhookId)),

    async rotateWebhookSecret(ctx, request) {
      const secret = newSecret();
      return unitOfWork(ctx, (tx) => rotateSecret(parts, tx, secret, request));
    },

    ...callsOnDemand(parts),
  });
}

/** The RPCs that have something sent. */
function callsOnDemand(parts: WebhookParts) {
  const { unitOfWork } = parts;
  return {
    testWebhook: (ctx: RequestContext, { webhookId }: TestWebhookRequest) =>
      unitOfWork(ctx, async (tx) => {
        const webhook = await parts.webhooks.get(ctx.principal.organizationId, webhookId, tx);
        checkEnabled(webhook);
        return { delivery: toDelivery(await queuePing(parts, tx, webhook)) };
      }),

    replayWebhook: (ctx: RequestContext, request: ReplayWebhookRequest) =>
      unitOfWork(ctx, async (tx) => {
        const webhook = await parts.webhooks.get(ctx.principal.organizationId, request.webhookId, tx);
        checkEnabled(webhook);
        return { count: await queueEventsAgain(parts, tx, webhook, request) };
      }),
  };
}
