import type { Connection, Model } from 'mongoose';
import { tenantSchema, type TenantRow } from './tenant-schema';
import type { Tx } from './unit-of-work';

/**
 * Makes everyone who relies on a rule over several rows conflict with each other. Snapshots alone allow two
 * transactions to break such a rule together: each sees the rows as they were. Call it before reading the rows.
 *
 * @returns whether the guarded row exists.
 */
export async function guard<Row extends TenantRow>(
  tx: Tx,
  model: Model<Row>,
  organizationId: string,
  id: string,
): Promise<boolean> {
  const result = await (model as unknown as Model<TenantRow>).updateOne(
    { _id: id, organizationId },
    { $inc: { guard: 1 } },
    { session: tx.session },
  );
  return result.matchedCount === 1;
}

/** Makes everyone who relies on a rule over all of an organization's rows of a kind conflict with each other. */
export interface OrganizationGuard {
  /** Call it before reading or counting the rows; they stay as they are until the transaction ends. */
  hold(organizationId: string, tx: Tx): Promise<void>;
}

/** Such a guard: a row for each organization, which the first one that holds it makes. */
export function organizationGuard(connection: Connection, modelName: string): OrganizationGuard {
  const guards = connection.model<TenantRow>(modelName, tenantSchema<TenantRow>({}));
  return {
    async hold(organizationId, tx) {
      const first = { version: 1, createdAt: tx.now, updatedAt: tx.now };
      const update = { $inc: { guard: 1 }, $setOnInsert: first };
      await guards.updateOne({ _id: organizationId, organizationId }, update, { upsert: true, session: tx.session });
    },
  };
}
