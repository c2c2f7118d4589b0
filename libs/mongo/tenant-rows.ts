import type { ReasonCode } from '@fileonion/contract';
import { AppError } from '@fileonion/errors';
import type { Model } from 'mongoose';
import { changesOf } from './changes';
import { isDuplicateKey, mapDuplicateKey } from './faults';
import { guard } from './guard';
import type { OwnFields, TenantRow } from './tenant-schema';
import type { Tx } from './unit-of-work';

/** What every repository can do. */
export interface TenantRows<Row extends TenantRow> {
  find(organizationId: string, id: string, tx?: Tx): Promise<Row | undefined>;
  /** @throws AppError `not_found` */
  get(organizationId: string, id: string, tx?: Tx): Promise<Row>;
  /** Stores a new row, in version 1. */
  insert(organizationId: string, tx: Tx, id: string, fields: OwnFields<Row>): Promise<Row>;
  /** Stores a row in version 1, unless there is one with this id. */
  ensure(organizationId: string, id: string, fields: OwnFields<Row>, tx?: Tx): Promise<void>;
  /** Changes fields, or clears those that are `undefined`, and makes a new version. */
  change(organizationId: string, tx: Tx, id: string, fields: Partial<OwnFields<Row>>): Promise<Row>;
  remove(organizationId: string, tx: Tx, id: string): Promise<void>;
  /** Makes users of a rule about this row and others conflict, see `guard`; false if there is no such row. */
  guard(organizationId: string, tx: Tx, id: string): Promise<boolean>;
}

/**
 * The operations that repositories have in common, to be spread into one: `{ ...tenantRows(teams), page() {…} }`.
 *
 * @param duplicates reason of a refusal by a unique index, by the index's name
 */
export function tenantRows<Row extends TenantRow>(
  model: Model<Row>,
  duplicates: Record<string, ReasonCode> = {},
): TenantRows<Row> {
  const rows = model as unknown as Model<TenantRow>;
  const refuse = mapDuplicateKey(duplicates);
  const { find, get } = reads(model);
  return {
    find,
    get,
    async insert(organizationId, tx, _id, fields) {
      const row = { ...fields, _id, organizationId, version: 1, createdAt: tx.now, updatedAt: tx.now };
      await rows.insertMany([row], { session: tx.session }).catch(refuse);
      return row as unknown as Row;
    },
    async ensure(organizationId, _id, fields, tx) {
      const now = tx?.now ?? new Date();
      const row = { ...fields, version: 1, createdAt: now, updatedAt: now };
      const options = { upsert: true, ...(tx && { session: tx.session }) };
      await rows.updateOne({ _id, organizationId }, { $setOnInsert: row }, options).catch((error: unknown) => {
        // Two at once: one of them has made it. A transaction cannot go on after a fault; two of them conflict instead.
        if (tx || !isDuplicateKey(error)) throw error;
      });
    },
    async change(organizationId, tx, _id, fields) {
      const update = { ...changesOf({ ...fields, updatedAt: tx.now }), $inc: { version: 1 } };
      // Two steps, since for `findAndModify` the embedded server reads the whole collection.
      const { matchedCount } = await rows
        .updateOne({ _id, organizationId }, update, { session: tx.session })
        .catch(refuse);
      if (!matchedCount) throw new Error(`${model.modelName} ${_id} was to be changed, but is not there.`);
      return get(organizationId, _id, tx);
    },
    async remove(organizationId, tx, _id) {
      await rows.deleteOne({ _id, organizationId }, { session: tx.session });
    },
    guard: (organizationId, tx, id) => guard(tx, model, organizationId, id),
  };
}

function reads<Row extends TenantRow>(model: Model<Row>): Pick<TenantRows<Row>, 'find' | 'get'> {
  async function find(organizationId: string, _id: string, tx?: Tx): Promise<Row | undefined> {
    const query = (model as unknown as Model<TenantRow>).findOne({ _id, organizationId });
    return ((await query.session(tx?.session ?? null).lean()) as Row | null) ?? undefined;
  }

  return {
    find,
    async get(organizationId, id, tx) {
      const row = await find(organizationId, id, tx);
      if (!row) throw new AppError('not_found');
      return row;
    },
  };
}
