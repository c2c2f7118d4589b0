import { changesOf, everyValue, tenantRows, tenantSchema, type TenantRow, type Tx } from '@fileonion/mongo';
import type { Connection } from 'mongoose';

/** What can go while requests name it. */
export type DepartedKind = 'user' | 'team' | 'client';

/** Something that is gone. */
export interface Departed {
  organizationId: string;
  kind: DepartedKind;
  departedId: string;
}

/** The mark that something is gone for good: writers look for it, and what names it is cleaned up. */
export interface TombstoneRow extends TenantRow {
  kind: DepartedKind;
  departedId: string;
  /** When to look for traces again; unset once there can be none. */
  sweepAt?: Date;
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
        .find({ sweepAt: { ...everyValue('Date'), $lte: now } })
        .setOptions({ crossTenant: 'the timer cleans up in all organizations' })
        .limit(limit)
        .lean<TombstoneRow[]>();
    },

    /** Looks again later, or never. */
    async sweepAgain(organizationId: string, _id: string, sweepAt: Date | undefined): Promise<void> {
      await tombstones.updateOne({ _id, organizationId }, changesOf({ sweepAt }));
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
    sweepAt: { type: Date },
  });
  schema.index({ sweepAt: 1 }, { name: 'tombstone_due', partialFilterExpression: { sweepAt: everyValue('Date') } });
  return schema;
}
