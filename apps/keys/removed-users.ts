import { tenantSchema, type TenantRow, type Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';

/** Remembers who was removed, so that nothing of theirs is made after their keys were revoked. */
export interface RemovedUsers {
  add(organizationId: string, tx: Tx, userId: string): Promise<void>;
  has(organizationId: string, tx: Tx, userId: string): Promise<boolean>;
}

export function createRemovedUsers(connection: Connection): RemovedUsers {
  const removed = connection.model<TenantRow>('RemovedUser', tenantSchema<TenantRow>({}));
  return {
    async add(organizationId, tx, userId) {
      const first = { version: 1, createdAt: tx.now, updatedAt: tx.now };
      const filter = { _id: userId, organizationId };
      await removed.updateOne(filter, { $setOnInsert: first }, { upsert: true, session: tx.session });
    },
    async has(organizationId, tx, userId) {
      return (await removed.findOne({ _id: userId, organizationId }).session(tx.session).lean()) !== null;
    },
  };
}
