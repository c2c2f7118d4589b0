import type { ListWebhooksRequest } from '@fileonion/contract/webhooks';
import { tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import { patternsFor } from './event-pattern';
import type { WebhookRow } from './webhook';

/** Reads and writes webhooks. */
export type WebhookRepository = ReturnType<typeof createWebhookRepository>;

export function createWebhookRepository(connection: Connection, pageOf: PageOf) {
  const webhooks = connection.model<WebhookRow>('Webhook', webhookSchema());
  return {
    ...tenantRows(webhooks),

    page(ctx: RequestContext, request: ListWebhooksRequest) {
      const { organizationId } = ctx.principal;
      const filter = { organizationId, ...(request.enabled !== undefined && { enabled: request.enabled }) };
      return pageOf(ctx, webhooks, { filter, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
    },

    count(organizationId: string, tx: Tx): Promise<number> {
      return webhooks.countDocuments({ organizationId }).session(tx.session).exec();
    },

    /** Ids of the webhooks that get an event: those that were there when it happened. */
    async subscribedTo(organizationId: string, tx: Tx, name: string, occurredAt: Date): Promise<string[]> {
      const filter = {
        organizationId,
        events: { $in: patternsFor(name) },
        enabled: true,
        createdAt: { $lte: occurredAt },
      };
      const rows = await webhooks.find(filter, { _id: 1 }).session(tx.session).lean();
      return rows.map(({ _id }) => _id);
    },
  };
}

function webhookSchema() {
  const schema = tenantSchema<WebhookRow>({
    url: { type: String, required: true },
    events: { type: [String], required: true },
    description: { type: String },
    enabled: { type: Boolean, required: true },
    disabledReason: { type: String },
    secrets: { type: [{ _id: false, sealed: { type: String, required: true }, expiresAt: Date }], required: true },
  });
  schema.index({ organizationId: 1, createdAt: 1, _id: 1 });
  schema.index({ organizationId: 1, events: 1 });
  return schema;
}
