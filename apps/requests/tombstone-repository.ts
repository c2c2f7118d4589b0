import { tenantRows, tenantSchema, type TenantRow, type Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';

/** What can go while requests name it. */
export type DepartedKind = 'user' | 'team' | 'client';

/** Something that is gone. */
export interface Departed {
  organizationId: string;
  kind: DepartedKind;
  departedId: string;
}

/**
 * The mark that something is gone: writers look for it, and what names it is cleaned up. It goes too, when no write can be
 * under way any more that looked what it names up before.
 */
export interface TombstoneRow extends TenantRow {
  kind: DepartedKind;
  departedId: string;
  /** When to look for traces again. */
  sweepAt: Date;
}

/** Reads and writes tombstones. */
export type TombstoneRepository = ReturnType<typeof createTombstoneRepository>;

export function createTombstoneRepository(connection: Connection) {
  const tombstones = connection.model<TombstoneRow>('Tombstone', tombstoneSchema());
  const rows = tenantRows(tombstones);
  return {
    put(tx: Tx, { organizationId, kind, departedId }: Departed): Promise<void> {
      return rows.ensure(organizationId, keyOf(departedId), { kind, departedId, sweepAt: tx.now }, tx);
    },

    /** Which of the ids are gone. */
    async among(organizationId: string, tx: Tx, ids: string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set();
      const found = await tombstones
        .find({ _id: { $in: ids.map(keyOf) }, organizationId })
        .session(tx.session)
        .lean<TombstoneRow[]>();
      return new Set(found.map(({ departedId }) => departedId));
    },

    /** Those whose traces are to be looked for, of all organizations. */
    due(now: Date, limit: number): Promise<TombstoneRow[]> {
      return tombstones
        .find({ sweepAt: { $lte: now } })
        .setOptions({ crossTenant: 'the timer cleans up in all organizations' })
        .limit(limit)
        .lean<TombstoneRow[]>();
    },

    async sweepAgain({ organizationId, _id }: TombstoneRow, sweepAt: Date): Promise<void> {
      await tombstones.updateOne({ _id, organizationId }, { $set: { sweepAt } });
    },

    async drop({ organizationId, _id }: TombstoneRow): Promise<void> {
      await tombstones.deleteOne({ _id, organizationId });
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
    sweepAt: { type: Date, required: true },
  });
  schema.index({ sweepAt: 1 });
  return schema;
}
