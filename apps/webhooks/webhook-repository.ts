import type { ListWebhooksRequest } from '@fileonion/contract/webhooks';
import { tenantRows, tenantSchema, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import { patternsFor } from './event-pattern';
import type { WebhookRow } from './webhook';

/** A webhook that wants an event. */
export type Subscribed = Pick<WebhookRow, '_id' | 'createdAt'>;

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

    /** The webhooks that events of a type are for. */
    subscribedTo(organizationId: string, tx: Tx, name: string): Promise<Subscribed[]> {
      const filter = { organizationId, enabled: true, events: { $in: patternsFor(name) } };
      return webhooks.find(filter, { createdAt: 1 }).session(tx.session).lean<Subscribed[]>().exec();
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
  schema.index({ organizationId: 1, enabled: 1, events: 1 });
  return schema;
}
