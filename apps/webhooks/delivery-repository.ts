import type { DeliveryStatus } from '@fileonion/contract/webhooks';
import { tenantRows, type ListRequest, type PageOf, type Tx } from '@fileonion/mongo';
import type { RequestContext } from '@fileonion/service-kit';
import type { Connection } from 'mongoose';
import type { DeliveryRow } from './delivery';
import { createDeliveryQueue } from './delivery-queue';
import { deliverySchema } from './delivery-schema';
import { createReplayQueue } from './replay-queue';

/** Reads and writes deliveries. */
export type DeliveryRepository = ReturnType<typeof createDeliveryRepository>;

export function createDeliveryRepository(connection: Connection, pageOf: PageOf) {
  const deliveries = connection.model<DeliveryRow>('Delivery', deliverySchema());
  const rows = tenantRows(deliveries);
  return {
    ...rows,
    ...createDeliveryQueue(deliveries),
    ...createReplayQueue(deliveries),

    page(ctx: RequestContext, targetId: string, request: ListRequest & { status?: DeliveryStatus; event?: string }) {
      const { status, event } = request;
      const { organizationId } = ctx.principal;
      const filter = { organizationId, targetId, ...(status && { status }), ...(event !== undefined && { event }) };
      return pageOf(ctx, deliveries, { filter, request, sorts: { createdAt: 'createdAt' }, default: '-createdAt' });
    },

    async insertAll(tx: Tx, all: Omit<DeliveryRow, 'version' | 'createdAt' | 'updatedAt'>[]): Promise<void> {
      const stamps = { version: 1, createdAt: tx.now, updatedAt: tx.now };
      const stamped = all.map((row) => ({ ...row, ...stamps }));
      if (stamped.length) await deliveries.insertMany(stamped, { session: tx.session, lean: true });
    },

    /** The targets that an event was queued for. */
    targetsOf(organizationId: string, eventId: string): Promise<string[]> {
      return deliveries.distinct('targetId', { eventId, organizationId });
    },
  };
}
