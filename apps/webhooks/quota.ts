import { tenantSchema, type TenantRow, type Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';

/** Keeps the number of an organization's webhooks and actions from being changed by others until a transaction ends. */
export type Quota = ReturnType<typeof createQuota>;

export function createQuota(connection: Connection) {
  const quotas = connection.model<TenantRow>('Quota', tenantSchema<TenantRow>({}));
  return {
    async hold(organizationId: string, tx: Tx): Promise<void> {
      const first = { version: 1, createdAt: tx.now, updatedAt: tx.now };
      const options = { upsert: true, session: tx.session };
      await quotas.updateOne(
        { _id: organizationId, organizationId },
        { $inc: { guard: 1 }, $setOnInsert: first },
        options,
      );
    },
  };
}
