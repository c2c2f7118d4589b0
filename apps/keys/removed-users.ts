import { tenantRows, tenantSchema, type TenantRow, type Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';

/** Remembers who was removed, so that nothing of theirs is made after their keys were revoked. */
export interface RemovedUsers {
  add(organizationId: string, tx: Tx, userId: string): Promise<void>;
  has(organizationId: string, tx: Tx, userId: string): Promise<boolean>;
}

export function createRemovedUsers(connection: Connection): RemovedUsers {
  const removed = tenantRows(connection.model<TenantRow>('RemovedUser', tenantSchema<TenantRow>({})));
  return {
    add: (organizationId, tx, userId) => removed.ensure(organizationId, userId, {}, tx),
    has: async (organizationId, tx, userId) => (await removed.find(organizationId, userId, tx)) !== undefined,
  };
}
