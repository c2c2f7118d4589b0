import type { Model, Schema } from 'mongoose';
import type { Position } from './cursor';
import type { Order, Stretch } from './stretches';
import type { TenantRow } from './tenant-schema';

/** Landmarks of level 1 are many and close to each other, those of the highest level few and far between. */
export const highestLevel = 3;

// As many are read at once at most; behind the last one a list is read as if it had no more.
const most = 1000;

/** How many rows lie between two landmarks of a level, about. */
export function rowsApart(level: number): number {
  return 16 ** level;
}

/** The level of the landmark that a row with this id is; undefined for most rows. */
export function landmarkOf(id: string): number | undefined {
  const end = Number.parseInt(id.slice(-3), 16);
  for (let level = highestLevel; level > 0; level -= 1) if (end % rowsApart(level) === 0) return level;
  return undefined;
}

/**
 * Lets lists of a collection be read in slices in these orders. Chance, that is the end of its id, makes one row in 16 a
 * landmark: so they lie at even distances in every order, whatever its values, and tell where about as many rows end.
 */
export function addOrders(schema: Pick<Schema, 'add' | 'index'>, fields: string[]): void {
  const landmark = {
    type: Number,
    default(this: TenantRow) {
      return landmarkOf(this._id);
    },
  };
  schema.add({ landmark } as never);
  for (const field of fields) {
    const order = { [field]: 1, _id: 1 } as const;
    schema.index({ organizationId: 1, ...order });
    schema.index({ organizationId: 1, landmark: 1, ...order }, { partialFilterExpression: { landmark: { $gte: 1 } } });
  }
}

/** Whether a collection has landmarks. */
export function hasLandmarks(model: Model<TenantRow>): boolean {
  return model.schema.path('landmark') !== undefined;
}

/** The landmarks of a level in a stretch, in the order of the list. */
export async function landmarksIn(
  model: Model<TenantRow>,
  organizationId: string,
  { stretch, order, level }: { stretch: Stretch; order: Order; level: number },
): Promise<Position[]> {
  const query = model.find({ ...stretch.where, organizationId, landmark: level }, { [order.field]: 1 });
  const rows = await query.sort(stretch.sort).limit(most).lean<TenantRow[]>();
  return rows.map((row) => positionOf(row, order));
}

/** Where a row stands in an order. */
export function positionOf(row: TenantRow, { field }: Order): Position {
  const value = (row as unknown as Record<string, Position['value'] | undefined>)[field] ?? null;
  return { value, id: row._id };
}
