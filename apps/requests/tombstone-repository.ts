import { tenantSchema, type TenantRow, type Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';

/** What can go while requests name it. */
export type DepartedKind = 'user' | 'team' | 'client';

/** The mark that something is gone for good: writers look for it, and what names it is cleaned up until it is settled. */
export interface TombstoneRow extends TenantRow {
  kind: DepartedKind;
  departedId: string;
  settled: boolean;
}

/** Reads and writes tombstones. */
export type TombstoneRepository = ReturnType<typeof createTombstoneRepository>;

export function createTombstoneRepository(connection: Connection) {
  const tombstones = connection.model<TombstoneRow>('Tombstone', tombstoneSchema());
  return {
    async put(organizationId: string, tx: Tx, kind: DepartedKind, departedId: string): Promise<void> {
      const fields = { organizationId, kind, departedId, settled: false, version: 1, createdAt: tx.now, updatedAt: tx.now };
      await tombstones.updateOne({ _id: keyOf(departedId), organizationId }, { $setOnInsert: fields }, { upsert: true, session: tx.session });
    },

    /** Which of the ids are gone. */
    async among(organizationId: string, tx: Tx, ids: string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set();
      const found = await tombstones.find({ _id: { $in: ids.map(keyOf) }, organizationId }).session(tx.session).lean<TombstoneRow[]>();
      return new Set(found.map(({ departedId }) => departedId));
    },

    /** Those whose traces may not all be gone, of all organizations. */
    unsettled(limit: number): Promise<TombstoneRow[]> {
      return tombstones
        .find({ settled: false })
        .setOptions({ crossTenant: 'the timer cleans up in all organizations' })
        .limit(limit)
        .lean<TombstoneRow[]>();
    },

    async settle(organizationId: string, _id: string): Promise<void> {
      await tombstones.updateOne({ _id, organizationId }, { $set: { settled: true } });
    },
  };
}

function keyOf(id: string): string {
  return `gone:${id}`;
}

function tombstoneSchema() {
  const schema = tenantSchema<TombstoneRow>({
    kind: { type: String, required: true },
    departedId: { type: String, required: true },
    settled: { type: Boolean, required: true },
  } as never);
  schema.index({ settled: 1 }, { partialFilterExpression: { settled: false } });
  return schema;
}
