import type { Model } from 'mongoose';
import type { TenantRow } from './tenant-schema';
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
