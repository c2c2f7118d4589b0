import { DeliveriesServiceService } from '@fileonion/contract/webhooks';
import { AppError } from '@fileonion/errors';
import { etagOf, type Tx, type UnitOfWork } from '@fileonion/mongo';
import { rpcService, type RpcService } from '@fileonion/service-kit';
import { queuedAt, toDelivery } from './delivery';
import type { DeliveryRepository } from './delivery-repository';
import type { TargetRepository } from './target-repository';
import { checkEnabled } from './webhook';
import type { WebhookRepository } from './webhook-repository';

interface Parts {
  unitOfWork: UnitOfWork;
  webhooks: WebhookRepository;
  deliveries: DeliveryRepository;
  targets: TargetRepository;
  now: () => Date;
  wake(): void;
}

/** Serves the deliveries of webhooks. */
export function deliveryService({ unitOfWork, webhooks, deliveries, targets, now, wake }: Parts): RpcService {
  return rpcService(DeliveriesServiceService, {
    async listDeliveries(ctx, request) {
      await webhooks.get(ctx.principal.organizationId, request.webhookId);
      const { rows, page } = await deliveries.page(ctx, request.webhookId, request);
      return { deliveries: rows.map(toDelivery), page };
    },

    async getDelivery(ctx, { webhookId, deliveryId }) {
      await webhooks.get(ctx.principal.organizationId, webhookId);
      const delivery = await existing(ctx.principal.organizationId, webhookId, deliveryId);
      ctx.reply.etag = etagOf(delivery.version);
      return { delivery: toDelivery(delivery) };
    },

    async redeliverDelivery(ctx, { webhookId, deliveryId }) {
      const { organizationId } = ctx.principal;
      return unitOfWork(ctx, async (tx) => {
        const webhook = await webhooks.get(organizationId, webhookId, tx);
        const delivery = await existing(organizationId, webhookId, deliveryId, tx);
        checkEnabled(webhook);
        const queued = await deliveries.change(organizationId, tx, delivery._id, queuedAt(now()));
        await targets.markWithin(organizationId, tx, webhookId, now());
        tx.afterCommit(wake);
        return { delivery: toDelivery(queued) };
      });
    },
  });

  async function existing(organizationId: string, webhookId: string, id: string, tx?: Tx) {
    const delivery = await deliveries.find(organizationId, id, tx);
    if (delivery?.targetId !== webhookId) throw new AppError('not_found');
    return delivery;
  }
}
